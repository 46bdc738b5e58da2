package dev.highlander.internal.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields that a type has in JSON, and by path those of its record-typed components: what tells a stored field that is missing from one that
 * is unknown. Elements of collections are not covered, because after a change nothing says which element was which.
 */
final class Fields {

  /** By every name a field goes by; aliases lead to the same field. */
  private final Map<String, Field> known = new HashMap<>();

  /**
   * One field.
   *
   * @param name the one it is written under
   * @param nested its own fields, if it is a record
   */
  private record Field(String name, @Nullable Fields nested) {}

  private Fields() {}

  static Fields of(JavaType type, DeserializationConfig config) {
    return of(type, config, new HashMap<>());
  }

  private static Fields of(JavaType type, DeserializationConfig config, Map<JavaType, Fields> found) {
    Fields earlier = found.get(type);
    if (earlier != null) {
      return earlier; // a record that contains itself
    }
    Fields fields = new Fields();
    found.put(type, fields);
    ClassIntrospector introspector = config.classIntrospectorInstance();
    for (BeanPropertyDefinition property :
        introspector.introspectForDeserialization(type, introspector.introspectClassAnnotations(type)).findProperties()) {
      JavaType propertyType = property.getPrimaryType();
      Fields nested = propertyType.isRecordType() ? of(propertyType, config, found) : null;
      Field field = new Field(property.getName(), nested);
      fields.known.put(property.getName(), field);
      for (PropertyName alias : property.findAliases()) {
        fields.known.put(alias.getSimpleName(), field);
      }
    }
    return fields;
  }

  /** Adds to a stored object what it lacks, from the initial one. */
  void addMissing(ObjectNode stored, ObjectNode initial) {
    Map<String, JsonNode> present = new HashMap<>();
    stored.properties().forEach(entry -> {
      Field field = known.get(entry.getKey());
      if (field != null) {
        present.put(field.name, entry.getValue());
      }
    });
    initial.properties().forEach(entry -> {
      Field field = known.get(entry.getKey());
      JsonNode there = present.get(entry.getKey());
      if (there == null) {
        stored.set(entry.getKey(), entry.getValue().deepCopy());
      } else if (field != null && field.nested != null && there instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode defaults) {
        field.nested.addMissing(inner, defaults);
      }
    });
  }

  /** The fields of a stored object that the type does not have, or null if there is none. */
  @Nullable ObjectNode unknown(ObjectNode stored) {
    ObjectNode unknown = null;
    for (Map.Entry<String, JsonNode> entry : stored.properties()) {
      Field field = known.get(entry.getKey());
      JsonNode found = null;
      String name = entry.getKey();
      if (field == null) {
        found = entry.getValue();
      } else if (field.nested != null && entry.getValue() instanceof ObjectNode inner) {
        found = field.nested.unknown(inner);
        name = field.name;
      }
      if (found != null) {
        unknown = unknown == null ? stored.objectNode() : unknown;
        unknown.set(name, found);
      }
    }
    return unknown;
  }

  /** Puts unknown fields back; those inside a record that is no longer there are dropped with it. */
  void restore(ObjectNode state, ObjectNode unknown) {
    for (Map.Entry<String, JsonNode> entry : unknown.properties()) {
      Field field = known.get(entry.getKey());
      if (field == null) {
        state.set(entry.getKey(), entry.getValue());
      } else if (field.nested != null && state.get(entry.getKey()) instanceof ObjectNode inner && entry.getValue() instanceof ObjectNode more) {
        field.nested.restore(inner, more);
      }
    }
  }
}

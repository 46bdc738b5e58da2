package dev.highlander.zookeeper;

import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.spi.Member;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The value of a node entry: what a member says of itself, as JSON (protocol L1). Unknown fields are ignored. */
final class NodeData {

  private static final JsonMapper JSON = new JsonCodec().mapper();

  private NodeData() {}

  static byte[] encode(Member member) {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", member.name());
    json.put("address", member.address());
    json.put("version", member.version());
    json.put("role", member.role().name().toLowerCase(Locale.ROOT));
    json.put("draining", member.draining());
    ObjectNode labels = json.putObject("labels");
    member.labels().forEach(labels::put);
    return JSON.writeValueAsBytes(json);
  }

  /** Reads a value; empty if it is not one of a member. */
  static Optional<Member> decode(String incarnation, byte[] value) {
    try {
      JsonNode json = JSON.readTree(value);
      String name = json.path("name").asString("");
      if (!json.isObject() || name.isEmpty()) {
        return Optional.empty();
      }
      Map<String, String> labels = new LinkedHashMap<>();
      json.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
      return Optional.of(
          new Member(
              incarnation,
              name,
              json.path("address").asString(""),
              json.path("version").asString(""),
              json.path("role").asString("").equals("client") ? Member.Role.CLIENT : Member.Role.NODE,
              json.path("draining").asBoolean(false),
              labels));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }
}

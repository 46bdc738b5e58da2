package dev.highlander.internal.codec;

import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;

/**
 * Fills an ordinary collection or map, then seals it. Fields of mutable classes get the ordinary one, with everything that is nested in it up
 * to the next record: their handlers change such collections in place, and states of such classes are copied wherever they are handed out.
 */
final class UnmodifiableDeserializer extends ValueDeserializer<Object> {

  private final Class<?> into;
  private final UnaryOperator<Object> seal;
  private final Object empty;
  private final @Nullable ValueDeserializer<Object> filling;

  UnmodifiableDeserializer(
      Class<?> into, UnaryOperator<Object> seal, Object empty, @Nullable ValueDeserializer<Object> filling) {
    this.into = into;
    this.seal = seal;
    this.empty = empty;
    this.filling = filling;
  }

  @Override
  public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
    JavaType filled = context.getTypeFactory().constructSpecializedType(context.getContextualType(), into);
    ValueDeserializer<Object> contextual = context.findContextualValueDeserializer(filled, property);
    return inMutableClass(property) ? contextual : new UnmodifiableDeserializer(into, seal, empty, contextual);
  }

  private static boolean inMutableClass(@Nullable BeanProperty property) {
    AnnotatedMember member = property == null ? null : property.getMember();
    return member != null && !member.getDeclaringClass().isRecord();
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) {
    if (filling == null) {
      throw new IllegalStateException("a deserializer into " + into + " was used without a context");
    }
    Object filled = filling.deserialize(parser, context);
    boolean none = filled instanceof Collection<?> c ? c.isEmpty() : ((Map<?, ?>) filled).isEmpty();
    return none ? empty : seal.apply(filled);
  }

  /** What a record component gets that is missing from the JSON. */
  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return empty;
  }
}

package dev.highlander.internal.activation;

import dev.highlander.BadRequest;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole state as a caller gave it.
 *
 * @param state the state
 * @param unknown fields of it that the type does not know
 */
record StateArgument(Object state, @Nullable ObjectNode unknown) {

  /** Reads a JSON array of one state; throws {@link BadRequest}. */
  static StateArgument read(JsonCodec json, TypeRuntime type, byte[] array) {
    JsonNode node;
    try {
      node = json.mapper().readTree(array);
    } catch (JacksonException e) {
      throw new BadRequest("the state is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.isArray() || node.size() != 1 || !node.get(0).isObject()) {
      throw new BadRequest("a state of type '" + type.model().name() + "' is a JSON object");
    }
    StateCodec.Decoded<Object> decoded = type.codec().decode((ObjectNode) node.get(0));
    return new StateArgument(decoded.state(), decoded.unknown());
  }

  /** Fields that an object keeps although this type does not know them: those it has, overridden by those just given. */
  static @Nullable ObjectNode merge(@Nullable ObjectNode kept, @Nullable ObjectNode given) {
    if (kept == null || given == null) {
      return given == null ? kept : given;
    }
    ObjectNode merged = kept.deepCopy();
    merged.setAll(given);
    return merged;
  }
}

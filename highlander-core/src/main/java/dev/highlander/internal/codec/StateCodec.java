package dev.highlander.internal.codec;

import dev.highlander.BadRequest;
import dev.highlander.internal.model.TypeModel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * States of one type to JSON and back, tolerant of other versions of the class: what a stored state lacks comes from the initial state, and
 * what this version does not know is kept and written again. Both hold for the state itself and, by path, for its components that are
 * records; elements of collections are not covered. Immutable, thread-safe.
 *
 * @param <S> the state's type
 */
public final class StateCodec<S> {

  private final TypeModel<S> model;
  private final JsonCodec codec;
  private final Fields fields;
  private final byte[] initial;
  private final ObjectNode initialTree;
  private final @Nullable S sharedInitial;

  /**
   * What a stored state gave.
   *
   * @param state the state
   * @param unknown the fields that its class does not have, to be handed to the next {@link #write}; null if there is none. Not to be changed.
   * @param <S> the state's type
   */
  public record Decoded<S>(S state, @Nullable ObjectNode unknown) {}

  /** Throws {@link BadRequest} if the type's initial state can't be written and read again. */
  public StateCodec(TypeModel<S> model, JsonCodec codec) {
    this.model = model;
    this.codec = codec;
    this.fields = Fields.of(codec.values().constructType(model.javaType()), codec.values().deserializationConfig());
    this.initial = encode(model.initial().get(), null);
    this.initialTree = object(tree(initial));
    S decoded = decodeWritten(initial);
    this.sharedInitial = model.shareable() ? decoded : null;
  }

  public TypeModel<S> model() {
    return model;
  }

  /** The state of a never-stored object, as if it had been stored and read: fresh at each call unless the type is shareable. */
  public S initial() {
    return sharedInitial != null ? sharedInitial : decodeWritten(initial);
  }

  /** A stored state; throws {@link BadRequest} with type and path if it is none. */
  public Decoded<S> decode(byte[] state) {
    return decode(tree(state));
  }

  /** As {@link #decode(byte[])}. The tree is not changed, but parts of it are kept. */
  public Decoded<S> decode(JsonNode state) {
    ObjectNode stored = object(state);
    ObjectNode unknown = fields.unknown(stored);
    ObjectNode complete = stored.deepCopy();
    fields.addMissing(complete, initialTree);
    return new Decoded<>(required(codec.decode(complete, model.javaType())), unknown);
  }

  /**
   * The state in a whole-state write's argument array {@code [state]}, as tolerant as {@link #decode(byte[])}.
   *
   * @throws BadRequest if it is not an array of one state
   */
  public Decoded<S> decodeArgument(byte[] array) {
    @Nullable Object[] arguments = codec.decodeArguments(array, List.of(JsonNode.class));
    return decode((JsonNode) java.util.Objects.requireNonNull(arguments[0]));
  }

  /** A state that this very class wrote, so that nothing is missing and what is unknown is known to the caller: faster. */
  public S decodeWritten(byte[] state) {
    return required(codec.decode(state, model.javaType()));
  }

  /** A state with the unknown fields it came with; throws {@link BadRequest} if it can't be written or is nested too deep. */
  public byte[] encode(S state, @Nullable ObjectNode unknown) {
    byte[] bytes = codec.encode(state, model.javaType());
    if (unknown == null) {
      return bytes;
    }
    ObjectNode tree = object(tree(bytes));
    fields.restore(tree, unknown);
    try {
      return codec.values().writeValueAsBytes(tree);
    } catch (JacksonException e) {
      throw JsonCodec.unwritable("a state of " + name(), e);
    }
  }

  /** As {@link #encode}, as the value at the present place of a document. Nothing is written if the state can't be. */
  public void write(JsonGenerator document, S state, @Nullable ObjectNode unknown) {
    document.writeRawValue(new RawJson(encode(state, unknown)));
  }

  /** The same instance if the type is shareable, otherwise a deep copy. */
  public S copy(S state) {
    return model.shareable() ? state : decodeWritten(encode(state, null));
  }

  private JsonNode tree(byte[] json) {
    try {
      return codec.values().readTree(json);
    } catch (JacksonException e) {
      throw JsonCodec.unreadable("this is not a state of " + name(), e);
    }
  }

  private ObjectNode object(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new BadRequest("a state of " + name() + " is a JSON object; this is of the kind " + tree.getNodeType());
  }

  @SuppressWarnings("unchecked")
  private S required(@Nullable Object state) {
    if (state == null) {
      throw new BadRequest("a state of " + name() + " is a JSON object; this is null");
    }
    return (S) state;
  }

  private String name() {
    return model.javaType().getName();
  }
}

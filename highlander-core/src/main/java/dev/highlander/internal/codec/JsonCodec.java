package dev.highlander.internal.codec;

import dev.highlander.BadRequest;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Values to JSON and back, through Jackson, without polymorphic typing. Decoded collections are unmodifiable. Immutable, thread-safe.
 */
public final class JsonCodec {

  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 100;

  private final JsonMapper mapper;

  public JsonCodec() {
    this.mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build())
            .build();
  }

  /** The mapper, for envelopes and documents of the framework's own. */
  public JsonMapper mapper() {
    return mapper;
  }

  /** A value as JSON; throws {@link BadRequest} if it can't be written. */
  public byte[] encode(@Nullable Object value, Type type) {
    try {
      return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new BadRequest("a value of " + type.getTypeName() + " can't be written as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** JSON as a value of the type; throws {@link BadRequest} if it does not fit. */
  public @Nullable Object decode(byte[] json, Type type) {
    try {
      return mapper.readerFor(mapper.constructType(type)).readValue(json);
    } catch (JacksonException e) {
      throw new BadRequest("this JSON is not a " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /** A deep copy through JSON. */
  public @Nullable Object copy(@Nullable Object value, Type type) {
    return value == null ? null : decode(encode(value, type), type);
  }

  /** Arguments as a JSON array. */
  public byte[] encodeArguments(@Nullable Object[] arguments, List<Type> types) {
    ArrayNode array = mapper.createArrayNode();
    for (int i = 0; i < arguments.length; i++) {
      JsonNode node = mapper.readTree(encode(arguments[i], types.get(i)));
      array.add(node);
    }
    return mapper.writeValueAsBytes(array);
  }

  /** A JSON array as arguments; throws {@link BadRequest} if it is none, or their number or types don't fit. */
  public @Nullable Object[] decodeArguments(byte[] json, List<Type> types) {
    try {
      JsonNode array = mapper.readTree(json);
      if (!array.isArray() || array.size() != types.size()) {
        throw new BadRequest("expected a JSON array of " + types.size() + " arguments");
      }
      @Nullable Object[] arguments = new Object[types.size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = mapper.treeToValue(array.get(i), mapper.constructType(types.get(i)));
      }
      return arguments;
    } catch (JacksonException e) {
      throw new BadRequest("the arguments don't fit: " + e.getOriginalMessage(), e);
    }
  }
}

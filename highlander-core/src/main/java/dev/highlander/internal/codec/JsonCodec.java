package dev.highlander.internal.codec;

import dev.highlander.BadRequest;
import dev.highlander.internal.model.TypeModel;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values to JSON and back, through Jackson, without polymorphic typing. Immutable, thread-safe.
 *
 * <p>Records by their components, other classes by their fields of any visibility; methods are never properties. {@code java.time} as ISO-8601
 * text, enums by their name. Reading ignores unknown properties; refuses repeated keys, trailing input, numbers given as text, and nesting
 * deeper than {@link #MAX_DEPTH}; gives zero for a primitive that is missing or null, and an empty collection for a record's component that is
 * missing. Collections typed by an interface are unmodifiable and keep their order; those in fields of a mutable class are ordinary ones.
 */
public final class JsonCodec {

  /** The deepest nesting that is read or written. Arguments stand in an array that does not count. */
  public static final int MAX_DEPTH = 100;

  /** Digits of a number: more than any sensible one, and few enough to be parsed quickly. */
  public static final int MAX_NUMBER_DIGITS = 10_000;

  /** Levels that documents of the framework's own may put around a value. */
  private static final int DOCUMENT_DEPTH = 8;

  private static final int MAX_PATH_CHARS = 120;

  private final JsonMapper values = CodecMapper.mapper(MAX_DEPTH);
  private final JsonMapper documents = CodecMapper.mapper(MAX_DEPTH + DOCUMENT_DEPTH);
  private final JsonFactory arrays = CodecMapper.factory(MAX_DEPTH + 1);

  /** By type; there are as many as registered handlers and types mention. */
  private final ConcurrentMap<Type, Coders> coders = new ConcurrentHashMap<>();

  /** By type's model, made once for all that share this codec. */
  private final ConcurrentMap<TypeModel<?>, StateCodec<?>> states = new ConcurrentHashMap<>();

  private record Coders(JavaType type, ObjectReader reader, ObjectWriter writer, ObjectReader elementReader, ObjectWriter elementWriter) {}

  /** For envelopes and documents of the framework's own: as the codec, but a little deeper, so that they can hold the deepest value. */
  public JsonMapper mapper() {
    return documents;
  }

  /**
   * Reads and writes states of a type; the same for the same model.
   *
   * @throws BadRequest if the type's initial state can't be written and read again
   */
  @SuppressWarnings("unchecked") // put in with this type
  public <S> StateCodec<S> states(TypeModel<S> model) {
    return (StateCodec<S>) states.computeIfAbsent(model, type -> new StateCodec<>(type, this));
  }

  /** For trees of values, with the codec's own limits. */
  JsonMapper values() {
    return values;
  }

  /** A value as JSON; throws {@link BadRequest} if it can't be written. */
  public byte[] encode(@Nullable Object value, Type type) {
    byte[] scalar = Scalars.encode(value, type);
    if (scalar != null) {
      return scalar;
    }
    try {
      return coders(type).writer.writeValueAsBytes(value);
    } catch (JacksonException | ClassCastException e) {
      throw unwritable("a value of " + type.getTypeName(), e);
    }
  }

  /** JSON as a value of the type; throws {@link BadRequest} that names the type and the path in it if it does not fit. */
  public @Nullable Object decode(byte[] json, Type type) {
    Object scalar = Scalars.decode(json, type);
    if (scalar != null) {
      return scalar;
    }
    try {
      return coders(type).reader.readValue(json);
    } catch (JacksonException e) {
      throw unreadable("this JSON is not a " + type.getTypeName(), e);
    }
  }

  /** As {@link #decode(byte[], Type)}, from a tree. */
  public @Nullable Object decode(JsonNode json, Type type) {
    try {
      return coders(type).reader.readValue(json);
    } catch (JacksonException e) {
      throw unreadable("this JSON is not a " + type.getTypeName(), e);
    }
  }

  /** A deep copy through JSON. */
  public @Nullable Object copy(@Nullable Object value, Type type) {
    return value == null ? null : decode(encode(value, type), type);
  }

  /** Arguments as a JSON array; throws {@link BadRequest} if one can't be written, or is null where a primitive is expected. */
  public byte[] encodeArguments(@Nullable Object[] arguments, List<Type> types) {
    requireCount(arguments.length, types);
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = arrays.createGenerator(ObjectWriteContext.empty(), out)) {
      generator.writeStartArray();
      for (int i = 0; i < arguments.length; i++) {
        Type type = types.get(i);
        requireValue(arguments[i], type, i);
        try {
          coders(type).elementWriter.writeValue(generator, arguments[i]);
        } catch (JacksonException | ClassCastException e) {
          throw unwritable("argument " + (i + 1) + ", a " + type.getTypeName() + ",", e);
        }
      }
      generator.writeEndArray();
    }
    return out.toByteArray();
  }

  /** A JSON array as arguments; throws {@link BadRequest} if it is none, or their number or types don't fit. */
  public @Nullable Object[] decodeArguments(byte[] json, List<Type> types) {
    @Nullable Object[] arguments = new Object[types.size()];
    if (arguments.length == 0 && json.length == 2 && json[0] == '[' && json[1] == ']') {
      return arguments; // no parser for the most frequent call there is: a query without arguments
    }
    try (JsonParser parser = arrays.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new BadRequest("expected a JSON array of " + count(types) + "; this is none");
      }
      int seen = 0;
      for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
        if (seen < arguments.length) {
          arguments[seen] = element(parser, types.get(seen), seen);
        } else {
          parser.skipChildren();
        }
        seen++;
      }
      requireCount(seen, types);
      if (parser.nextToken() != null) {
        throw new BadRequest("the array of arguments is followed by something else");
      }
    } catch (JacksonException e) {
      throw unreadable("the arguments are not valid JSON", e);
    }
    return arguments;
  }

  private @Nullable Object element(JsonParser parser, Type type, int index) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      requireValue(null, type, index);
    }
    try {
      return coders(type).elementReader.readValue(parser);
    } catch (JacksonException e) {
      throw unreadable("argument " + (index + 1) + " is not a " + type.getTypeName(), e);
    }
  }

  /** Throws {@link BadRequest} if null is given where the handler takes a primitive. */
  public static void requireValue(@Nullable Object argument, Type type, int index) {
    if (argument == null && type instanceof Class<?> c && c.isPrimitive()) {
      throw new BadRequest("argument " + (index + 1) + " is null, but the handler takes the primitive " + c.getName());
    }
  }

  private static void requireCount(int given, List<Type> types) {
    if (given != types.size()) {
      throw new BadRequest("expected " + count(types) + ", but got " + given);
    }
  }

  private static String count(List<Type> types) {
    return types.size() == 1 ? "1 argument" : types.size() + " arguments";
  }

  private Coders coders(Type type) {
    Coders known = coders.get(type);
    return known != null ? known : coders.computeIfAbsent(type, this::newCoders);
  }

  private Coders newCoders(Type type) {
    JavaType javaType = values.constructType(type);
    ObjectReader reader = values.readerFor(javaType);
    ObjectWriter writer = values.writerFor(javaType);
    return new Coders(
        javaType,
        reader,
        writer,
        reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS),
        writer.without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE));
  }

  static BadRequest unwritable(String what, RuntimeException e) {
    return new BadRequest(what + " can't be written as JSON" + where(e), e);
  }

  static BadRequest unreadable(String what, JacksonException e) {
    return new BadRequest(what + where(e), e);
  }

  /** Path and reason, without the library's pointers into the source. */
  private static String where(RuntimeException e) {
    if (!(e instanceof JacksonException json)) {
      return ": " + e.getMessage();
    }
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : json.getPath()) {
      if (step.getPropertyName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      } else {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    if (path.length() > MAX_PATH_CHARS) {
      path.setLength(MAX_PATH_CHARS);
      path.append('…');
    }
    return (path.isEmpty() ? ": " : " at " + path + ": ") + json.getOriginalMessage();
  }
}

package dev.highlander.http;

import dev.highlander.internal.codec.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Checks that a content is one JSON text, before a byte of it is sent on. Immutable, thread-safe. */
final class JsonContent {

  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final JsonFactory states = factory(JsonCodec.MAX_DEPTH);
  private final JsonFactory arguments = factory(JsonCodec.MAX_DEPTH + 1);

  private static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
        .build();
  }

  /** A state, as the array of arguments that replaces an object's state. */
  byte[] state(HttpCall call) {
    byte[] body = content(call);
    requireOneValue(states, body, null);
    var array = new ByteArrayOutputStream(body.length + 2);
    array.write('[');
    array.writeBytes(body);
    array.write(']');
    return array.toByteArray();
  }

  /** The arguments of a handler; no content stands for none. */
  byte[] arguments(HttpCall call) {
    if (call.headers().first("Content-Type").isEmpty() && call.body().length == 0) {
      return NO_ARGUMENTS;
    }
    byte[] body = content(call);
    requireOneValue(arguments, body, JsonToken.START_ARRAY);
    return body;
  }

  private static byte[] content(HttpCall call) {
    String sent = call.headers().first("Content-Type").orElse("");
    String type = sent.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!type.equals("application/json") && !(type.startsWith("application/") && type.endsWith("+json"))) {
      throw Refusal.of(
          415, "unsupported-media-type", "the content has to be application/json; it is '" + sent + "'");
    }
    if (!sent.toLowerCase(Locale.ROOT).matches("[^;]*(;\\s*charset=\"?utf-8\"?\\s*)?")) {
      throw Refusal.of(415, "unsupported-media-type", "the content has to be UTF-8; it is '" + sent + "'");
    }
    return call.body();
  }

  private static void requireOneValue(JsonFactory factory, byte[] json, @Nullable JsonToken first) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw Refusal.badRequest("the content is empty; it has to be JSON");
      }
      if (first != null && token != first) {
        throw Refusal.badRequest("the content has to be a JSON array of the handler's arguments");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw Refusal.badRequest("the content goes on after its JSON value");
      }
    } catch (JacksonException e) {
      throw Refusal.badRequest("the content is not JSON: " + e.getOriginalMessage());
    }
  }
}

package dev.highlander.internal.persistence;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The {@code requests} of an envelope: {@code {"c:<incarnation>":{"floor":7,"kept":[[sequence, at, fingerprint, version, kind, ...]]},
 * "k:<name>":[at, fingerprint, version, kind, ...]}}; kind {@code "s"} is the state, {@code "v"} a value, {@code "r"} a refusal (kind,
 * code, message). Arrays rather than objects because a hot object's envelope holds hundreds.
 */
final class RequestWindowCodec {

  private RequestWindowCodec() {}

  static void write(JsonGenerator json, RequestWindow window) {
    json.writeStartObject();
    window.forEach(new Writer(json));
    json.writeEndObject();
  }

  private static final class Writer implements RequestWindow.Visitor {
    private final JsonGenerator json;

    Writer(JsonGenerator json) {
      this.json = json;
    }

    @Override
    public void caller(String incarnation, long floor, Map<Long, KeptReply> kept) {
      json.writeObjectPropertyStart("c:" + incarnation);
      json.writeNumberProperty("floor", floor);
      if (!kept.isEmpty()) {
        json.writeArrayPropertyStart("kept");
        kept.forEach((sequence, reply) -> {
          json.writeStartArray();
          json.writeNumber(sequence);
          reply(reply);
          json.writeEndArray();
        });
        json.writeEndArray();
      }
      json.writeEndObject();
    }

    @Override
    public void named(String name, KeptReply reply) {
      json.writeArrayPropertyStart("k:" + name);
      reply(reply);
      json.writeEndArray();
    }

    private void reply(KeptReply reply) {
      json.writeNumber(reply.atMillis());
      json.writeNumber(reply.fingerprint());
      json.writeNumber(reply.version());
      switch (reply.outcome()) {
        case KeptReply.Outcome.State state -> json.writeString("s");
        case KeptReply.Outcome.Value value -> {
          json.writeString("v");
          json.writeRawValue(new String(value.json(), StandardCharsets.UTF_8));
        }
        case KeptReply.Outcome.Refused refused -> {
          json.writeString("r");
          json.writeString(refused.problem().kind().name());
          json.writeString(refused.problem().code());
          json.writeString(refused.problem().message());
        }
      }
    }
  }

  /** Throws {@link IllegalArgumentException} for anything else than {@link #write} wrote. */
  static RequestWindow read(JsonNode node) {
    RequestWindow window = new RequestWindow();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      if (key.startsWith("c:")) {
        Map<Long, KeptReply> kept = new TreeMap<>();
        for (JsonNode item : value.path("kept")) {
          kept.put(item.path(0).asLong(), reply(item, 1));
        }
        window.restore(key.substring(2), value.path("floor").asLong(1), kept);
      } else if (key.startsWith("k:")) {
        window.keep(new RequestId.Named(key.substring(2)), reply(value, 0));
      }
    }
    return window;
  }

  private static KeptReply reply(JsonNode item, int at) {
    return new KeptReply(item.path(at).asLong(), item.path(at + 1).asLong(), item.path(at + 2).asLong(), outcome(item, at + 3));
  }

  private static KeptReply.Outcome outcome(JsonNode item, int at) {
    String kind = item.path(at).asString("");
    return switch (kind) {
      case "s" -> new KeptReply.Outcome.State();
      case "v" -> new KeptReply.Outcome.Value(bytes(item.get(at + 1)));
      case "r" ->
          new KeptReply.Outcome.Refused(
              new Problem(
                  ErrorKind.valueOf(item.path(at + 1).asString("")),
                  item.path(at + 2).asString(""),
                  item.path(at + 3).asString(""),
                  null));
      default -> throw new IllegalArgumentException("a kept reply has the unknown kind '" + kind + "'");
    };
  }

  private static byte[] bytes(@Nullable JsonNode value) {
    if (value == null) {
      throw new IllegalArgumentException("a kept reply has no value");
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}

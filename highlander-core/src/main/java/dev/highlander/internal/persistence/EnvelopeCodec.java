package dev.highlander.internal.persistence;

import dev.highlander.BadRequest;
import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.RawJson;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Envelopes to bytes and back. Fields this version does not know are ignored; a newer format is refused rather than half understood.
 * Thread-safe.
 */
public final class EnvelopeCodec {

  /** An envelope wraps a state of the deepest nesting that states may have. */
  private static final int MAX_DEPTH = JsonCodec.MAX_DEPTH + 16;

  private final JsonMapper mapper =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(JsonCodec.MAX_NUMBER_DIGITS).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** The bytes of an envelope around the JSON of a state; {@code state} null makes a tombstone. The envelope's own state is not looked at. */
  public byte[] encode(Envelope head, byte @Nullable [] state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + (state == null ? 0 : state.length));
    try (JsonGenerator json = mapper.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("format", Envelope.FORMAT);
      json.writeStringProperty("type", head.object().type());
      json.writeStringProperty("id", head.object().id());
      json.writeNumberProperty("schema", head.schema());
      json.writeStringProperty("birth", head.birth());
      json.writeNumberProperty("version", head.version());
      json.writeObjectPropertyStart("epoch");
      json.writeNumberProperty("generation", head.epoch().generation());
      json.writeNumberProperty("claim", head.epoch().claim());
      json.writeEndObject();
      json.writeStringProperty("writer", head.writerNode());
      json.writeStringProperty("writeToken", head.writeToken());
      if (state == null) {
        json.writeNumberProperty("deleted", head.deletedMillis());
      } else {
        json.writeName("state");
        json.writeRawValue(new RawJson(state));
      }
      if (!head.requests().isEmpty()) {
        // Last, so that a person who looks into the file sees the state first.
        json.writeName("requests");
        RequestWindowCodec.write(json, head.requests());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * Whether an envelope with this reply in it could be read again: what can be written, a map whose keys look alike for example, can not always
   * be read, and one such reply would make the whole object unreadable.
   */
  public boolean readable(byte[] reply) {
    if (PlainJson.is(reply)) {
      return true; // the usual reply is not parsed
    }
    try {
      // By what will read it: numbers and names that a parser passes over may be too much for a tree.
      mapper.readTree(reply);
      return true;
    } catch (JacksonException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Reads the bytes stored for an object. */
  public Envelope.Read decode(ObjectId expected, byte[] body) {
    try {
      JsonNode root = mapper.readTree(body);
      if (root == null || !root.isObject()) {
        return new Envelope.Read.Corrupt("the stored bytes are not a JSON object");
      }
      return read(expected, (ObjectNode) root, body.length);
    } catch (JacksonException e) {
      return new Envelope.Read.Corrupt("the stored bytes are not JSON: " + e.getOriginalMessage());
    } catch (BadRequest | IllegalArgumentException e) {
      return new Envelope.Read.Corrupt("the stored envelope is damaged: " + e.getMessage());
    }
  }

  private Envelope.Read read(ObjectId expected, ObjectNode root, int bodyBytes) {
    int format = root.path("format").asInt(0);
    if (format != Envelope.FORMAT) {
      return new Envelope.Read.Corrupt("the stored envelope has format " + format + "; this version reads " + Envelope.FORMAT);
    }
    String type = root.path("type").asString("");
    String id = root.path("id").asString("");
    if (!type.equals(expected.type()) || !id.equals(expected.id())) {
      return new Envelope.Read.Corrupt("the stored envelope is that of " + type + "/" + id + ": was the file copied?");
    }
    long version = root.path("version").asLong(0);
    JsonNode epoch = root.path("epoch");
    String birth = root.path("birth").asString("");
    String token = root.path("writeToken").asString("");
    if (version < 1 || birth.isEmpty() || token.isEmpty() || !epoch.path("generation").isNumber() || !epoch.path("claim").isNumber()) {
      return new Envelope.Read.Corrupt("the stored envelope lacks its version, birth, epoch or write token");
    }
    JsonNode state = root.get("state");
    boolean deleted = root.path("deleted").isNumber();
    if (deleted == (state != null) || (state != null && !state.isObject())) {
      return new Envelope.Read.Corrupt("the stored envelope has neither a state object nor the mark of a deletion");
    }
    return new Envelope.Read.Ok(
        new Envelope(
            expected,
            root.path("schema").asInt(1),
            birth,
            version,
            new Epoch(epoch.path("generation").asLong(), epoch.path("claim").asLong()),
            root.path("writer").asString(""),
            token,
            RequestWindowCodec.read(root.path("requests")),
            (ObjectNode) state,
            root.path("deleted").asLong(0),
            bodyBytes));
  }
}

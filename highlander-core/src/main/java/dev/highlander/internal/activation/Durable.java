package dev.highlander.internal.activation;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last state that is in the store: what queries read. Immutable; one is kept for every activation.
 *
 * @param state decoded from the stored bytes; the initial one if nothing is stored
 * @param exists whether a state is stored
 * @param version of the stored object; 0 if it was never stored
 * @param birth of the stored object; empty if it was never stored
 * @param tag the store's tag as its bytes, which take less room than a text; null if the key does not exist
 * @param own whether this activation wrote it: then no write of a predecessor can take effect any more
 * @param unknown fields of the stored state that this type does not know; null if none
 * @param stateBytes size of the stored state
 */
record Durable(
    Object state,
    boolean exists,
    long version,
    String birth,
    byte @Nullable [] tag,
    boolean own,
    @Nullable ObjectNode unknown,
    int stateBytes) {

  /** The same state under the tag the store gave it. */
  Durable stored(String etag) {
    return new Durable(state, exists, version, birth, tagOf(etag), own, unknown, stateBytes);
  }

  /** A tag as it is kept. */
  static byte @Nullable [] tagOf(@Nullable String etag) {
    return etag == null ? null : etag.getBytes(StandardCharsets.UTF_8);
  }

  /** The store's tag; null if the key does not exist. */
  @Nullable String etag() {
    return tag == null ? null : new String(tag, StandardCharsets.UTF_8);
  }

  Head head() {
    return new Head(state, exists, version, birth, unknown);
  }
}

package dev.highlander.internal.activation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The last state that is in the store: what queries read. Immutable; one is kept for every activation.
 *
 * @param state decoded from the stored bytes; the initial one if nothing is stored
 * @param exists whether a state is stored
 * @param version of the stored object; 0 if it was never stored
 * @param birth of the stored object; empty if it was never stored
 * @param etag the store's tag; null if the key does not exist
 * @param own whether this activation wrote it: then no write of a predecessor can take effect any more
 * @param unknown fields of the stored state that this type does not know; null if none
 * @param stateBytes size of the stored state
 */
record Durable(
    Object state,
    boolean exists,
    long version,
    String birth,
    @Nullable String etag,
    boolean own,
    @Nullable ObjectNode unknown,
    int stateBytes) {

  /** The same state under the tag the store gave it. */
  Durable stored(String tag) {
    return new Durable(state, exists, version, birth, tag, own, unknown, stateBytes);
  }

  Head head() {
    return new Head(state, exists, version, birth, unknown);
  }
}

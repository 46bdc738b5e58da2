package dev.highlander.internal.activation;

import dev.highlander.ObjectSpace;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.Platform;
import dev.highlander.spi.SnapshotStore;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What all activations of a node share.
 *
 * @param node the node's name
 * @param platform time, timers, threads, randomness
 * @param store where snapshots are
 * @param purges whether the store was proved to decide conditional deletes, so that old tombstones may be removed (protocol F7)
 * @param envelopes their form
 * @param json values to JSON and back
 * @param settings limits and times
 * @param listener told of lifecycle events
 * @param space gives the node that handlers' own calls go through
 */
public record HostContext(
    String node,
    Platform platform,
    SnapshotStore store,
    boolean purges,
    EnvelopeCodec envelopes,
    JsonCodec json,
    HostSettings settings,
    NodeListener listener,
    Supplier<ObjectSpace> space) {

  long nanos() {
    return platform.ticker().nanos();
  }

  long wallMillis() {
    return platform.ticker().wallMillis();
  }

  long inNanos(Duration delay) {
    return nanos() + delay.toNanos();
  }
}

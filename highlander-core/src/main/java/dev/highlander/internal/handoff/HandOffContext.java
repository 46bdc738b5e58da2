package dev.highlander.internal.handoff;

import dev.highlander.HandOffSettings;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What moving objects needs.
 *
 * @param node the node's name
 * @param platform time and timers
 * @param host this node's objects
 * @param transport to the others
 * @param placement chooses heirs
 * @param locations where calls that still come here are sent on to
 * @param tenure the present life of this process; gives null between two
 * @param settings times and limits
 * @param patience how long an heir waits for a release: longer than the longest attempt to write
 */
public record HandOffContext(
    String node,
    Platform platform,
    ObjectHost host,
    Transport transport,
    PlacementService placement,
    LocationCache locations,
    Supplier<@Nullable Tenure> tenure,
    HandOffSettings settings,
    Duration patience) {

  long nanos() {
    return platform.ticker().nanos();
  }
}

package dev.highlander.internal.routing;

import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What routing works with.
 *
 * @param platform time, timers, threads
 * @param settings limits and times
 * @param host the objects of this process; null in a client
 * @param transport to the others
 * @param placement for objects that nobody owns
 * @param locations who owned what
 * @param tenure the present life of this process; gives null between two
 */
public record RouterContext(
    Platform platform,
    RouterSettings settings,
    @Nullable ObjectHost host,
    Transport transport,
    PlacementService placement,
    LocationCache locations,
    Supplier<@Nullable Tenure> tenure) {}

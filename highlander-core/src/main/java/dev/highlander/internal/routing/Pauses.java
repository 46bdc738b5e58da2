package dev.highlander.internal.routing;

import dev.highlander.spi.Platform;
import java.time.Duration;

/** The growing, jittered pauses between attempts of one call: short enough that a failover is noticed soon, long enough not to hammer. */
final class Pauses {

  private static final long FIRST_NANOS = 2_000_000;
  private static final long LONGEST_NANOS = 200_000_000;

  private long nanos = FIRST_NANOS;

  Duration next(Platform platform) {
    long jittered = nanos / 2 + platform.random().nextLong(nanos / 2 + 1);
    nanos = Math.min(nanos * 2, LONGEST_NANOS);
    return Duration.ofNanos(jittered);
  }
}

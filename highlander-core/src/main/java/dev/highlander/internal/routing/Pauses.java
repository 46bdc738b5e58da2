package dev.highlander.internal.routing;

import dev.highlander.spi.Platform;
import java.time.Duration;

/** The growing, jittered pauses between attempts of one call: short enough that a failover is noticed soon, long enough not to hammer. */
final class Pauses {

  private static final long FIRST_NANOS = 2_000_000;
  private static final long LONGEST_NANOS = 200_000_000;

  private long nanos = FIRST_NANOS;

  Duration next(Platform platform) {
    Duration jittered = jittered(nanos, platform);
    nanos = Math.min(nanos * 2, LONGEST_NANOS);
    return jittered;
  }

  /** As long as a pause can be. */
  static Duration longest(Platform platform) {
    return jittered(LONGEST_NANOS, platform);
  }

  private static Duration jittered(long nanos, Platform platform) {
    return Duration.ofNanos(nanos / 2 + platform.random().nextLong(nanos / 2 + 1));
  }
}

package dev.highlander.internal.activation;

import java.time.Duration;

/**
 * How long to wait for company before a write begins: nothing unless the last batch had company, then 5 % of the smoothed time of a write and
 * 1 ms at most. Callers that were just answered come back within that time, so that two half batches become one; on a store without delay
 * waiting only hurts, and 5 % of nothing is nothing. Guarded by the pipeline's lock.
 */
final class Linger {

  private static final double SMOOTHING = 0.2;
  private static final double SHARE = 0.05;
  private static final long LONGEST_NANOS = 1_000_000;
  private static final long SHORTEST_NANOS = 50_000;

  private double writeNanos;
  private boolean company;

  void wrote(long nanos, int updates) {
    writeNanos = writeNanos == 0 ? nanos : writeNanos + SMOOTHING * (nanos - writeNanos);
    company = updates > 1;
  }

  /** The time to wait; zero if the write should begin at once. */
  Duration next() {
    long nanos = Math.min((long) (writeNanos * SHARE), LONGEST_NANOS);
    return company && nanos >= SHORTEST_NANOS ? Duration.ofNanos(nanos) : Duration.ZERO;
  }
}

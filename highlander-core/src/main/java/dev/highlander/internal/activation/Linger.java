package dev.highlander.internal.activation;

import java.time.Duration;

/**
 * How long to wait for company before a write begins. Callers that were just answered come back at once, so that two half batches that take turns
 * become one whole, which halves everybody's latency and doubles the rate; on a store without delay waiting only hurts.
 *
 * <p>So nothing is waited for unless the last batch had company. Then it is waited for 5 % of the smoothed time of a write, 1 ms at most, and ended
 * sooner if as many updates are here as were answered by the last write or waited beside it: nobody else is known of. While those come back fast
 * enough that all of them would be here within five such pauses, a quarter of a write's time, another one follows. Callers who don't come back,
 * those of an open loop, so cost one pause and not five. Guarded by the pipeline's lock.
 */
final class Linger {

  private static final double SMOOTHING = 0.2;
  private static final double SHARE = 0.05;
  private static final int MOST_PAUSES = 5;
  private static final long LONGEST_NANOS = 1_000_000;
  private static final long SHORTEST_NANOS = 50_000;

  private double writeNanos;
  private boolean company;
  private int known;
  private int pauses;
  private int seen;

  /**
   * A write has ended.
   *
   * @param updates how many it made durable
   * @param waiting how many wait for the next one already
   */
  void wrote(long nanos, int updates, int waiting) {
    writeNanos = writeNanos == 0 ? nanos : writeNanos + SMOOTHING * (nanos - writeNanos);
    company = updates > 1;
    known = updates + waiting;
  }

  /** Whether nobody is missing who is known of. */
  boolean complete(int present) {
    return present >= known;
  }

  /** The time to wait before the batch is looked at again; zero if the write should begin at once. */
  Duration first(int present) {
    pauses = 0;
    return company && !complete(present) ? pause(present) : Duration.ZERO;
  }

  /** The same after a pause. */
  Duration further(int present) {
    int missing = known - present;
    boolean inTime = (long) (present - seen) * (MOST_PAUSES - pauses) >= missing;
    return missing > 0 && pauses < MOST_PAUSES && inTime ? pause(present) : Duration.ZERO;
  }

  private Duration pause(int present) {
    pauses++;
    seen = present;
    long nanos = Math.min((long) (writeNanos * SHARE), LONGEST_NANOS);
    return nanos >= SHORTEST_NANOS ? Duration.ofNanos(nanos) : Duration.ZERO;
  }
}

package dev.highlander.benchmarks;

import java.time.Duration;

/**
 * How long a benchmark takes.
 *
 * @param quick a minute for everything: says whether it works, not how fast it is
 * @param repetitions pairs of baseline and subject
 * @param warmup before what is measured, in each repetition
 * @param measured in each repetition
 */
public record Plan(boolean quick, int repetitions, Duration warmup, Duration measured) {

  public static final Plan FULL = new Plan(false, 3, Duration.ofSeconds(2), Duration.ofSeconds(3));
  public static final Plan QUICK = new Plan(true, 1, Duration.ofMillis(500), Duration.ofSeconds(1));

  /** A size that a quick run cuts to a tenth. */
  public int size(int full) {
    return quick ? Math.max(1, full / 10) : full;
  }
}

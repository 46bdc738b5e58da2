package dev.highlander.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What a load gave.
 *
 * @param perSecond calls that were answered while it was measured, per second
 * @param latencies of those calls, in nanoseconds
 */
public record Load(double perSecond, Histogram latencies) {

  /** A percentile of the latencies, in milliseconds. */
  public double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** Two digits that count, so that each of hundreds of callers may have one of its own. */
  static Histogram histogram() {
    return new Histogram(60_000_000_000L, 2);
  }
}

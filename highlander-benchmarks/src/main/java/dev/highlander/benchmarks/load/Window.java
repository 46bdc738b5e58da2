package dev.highlander.benchmarks.load;

import java.time.Duration;

/** When a load is measured, by the monotonic clock, after a warm-up. Immutable. */
final class Window {

  private final long from;
  private final long to;

  private Window(long from, long to) {
    this.from = from;
    this.to = to;
  }

  static Window after(Duration warmup, Duration measured) {
    long from = System.nanoTime() + warmup.toNanos();
    return new Window(from, from + measured.toNanos());
  }

  boolean over(long nanos) {
    return nanos - to >= 0;
  }

  boolean contains(long nanos) {
    return nanos - from >= 0 && !over(nanos);
  }


  double perSecond(long count) {
    return count * 1e9 / (to - from);
  }
}

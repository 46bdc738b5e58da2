package dev.highlander.internal.handoff;

import java.time.Duration;

/**
 * How many hand-offs may be under way: one at first, one more after each that succeeds, half after one that does not, up to a limit. What a
 * node does for the first time it does slowly, an heir that has just been started above all; so the first object alone pays for that, and
 * not a whole batch. One more after each {@link #GROWS_EVERY} as well, so that an object that takes its time does not hold up the others. After
 * Jacobson, "Congestion Avoidance and Control" (slow start), SIGCOMM 1988. Not thread-safe.
 */
final class Ramp {

  static final Duration GROWS_EVERY = Duration.ofMillis(200);

  private final int most;
  private final long begunNanos;
  private int earned = 1;

  Ramp(int most, long nowNanos) {
    this.most = most;
    this.begunNanos = nowNanos;
  }

  int width(long nowNanos) {
    long waited = (nowNanos - begunNanos) / GROWS_EVERY.toNanos();
    return (int) Math.min(earned + waited, most);
  }

  void take(Outcome outcome) {
    earned =
        switch (outcome) {
          case Outcome.Moved moved -> Math.min(earned + 1, most);
          case Outcome.Kept kept -> Math.max(earned / 2, 1);
        };
  }
}

package dev.highlander.spi;

import java.time.Duration;

/** Timers as the core sees them. Thread-safe. Tasks are short and never block; they may run on any thread. */
public interface Scheduling {

  /** Runs a task once, not earlier than after the delay (by the {@link Ticker}'s monotonic time). */
  Timer after(Duration delay, Runnable task);

  /** A task that has not run yet. */
  interface Timer {
    /** The task will not start from now on; no effect if it has started. */
    void cancel();
  }
}

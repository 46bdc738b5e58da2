package dev.highlander.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * So many calls a second, whether earlier ones were answered or not: what strangers do to a service. A latency counts from the instant at
 * which the call was due, so that a stall is felt by every call that fell into it (no "coordinated omission", after G. Tene).
 */
public final class OpenLoop {

  private OpenLoop() {}

  /** Puts the load on and waits for the last answer; a failure ends the run. */
  public static Load run(double perSecond, Duration warmup, Duration measured, Supplier<CompletableFuture<?>> call) throws Exception {
    Window window = Window.after(warmup, measured);
    Histogram latencies = new ConcurrentHistogram(60_000_000_000L, 2);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Phaser open = new Phaser(1);
    double gap = 1e9 / perSecond;
    long first = System.nanoTime();
    long number = 0;
    for (long due = first; !window.over(due) && failure.get() == null; due = first + (long) (++number * gap)) {
      awaitDue(due);
      long meant = due;
      open.register();
      call.get().whenComplete((answer, error) -> {
        if (error != null) {
          failure.set(error);
        } else if (window.contains(meant)) {
          latencies.recordValue(Math.max(0, System.nanoTime() - meant));
        }
        open.arriveAndDeregister();
      });
    }
    open.awaitAdvance(open.arriveAndDeregister());
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed under load", failed);
    }
    return new Load(window.perSecond(latencies.getTotalCount()), latencies);
  }

  private static void awaitDue(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

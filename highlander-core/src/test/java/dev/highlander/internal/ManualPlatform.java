package dev.highlander.internal;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A platform on one thread: time stands still until {@link #advance}, tasks wait until {@link #run}. */
public final class ManualPlatform {

  private record Due(long atNanos, long order, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>((a, b) -> a.atNanos != b.atNanos ? Long.compare(a.atNanos, b.atNanos) : Long.compare(a.order, b.order));
  private final Platform platform;
  private long nanos = 1_000_000_000L;
  private long wallOffsetMillis = 1_800_000_000_000L;
  private long order;

  public ManualPlatform(long seed) {
    Ticker ticker =
        new Ticker() {
          @Override
          public long nanos() {
            return nanos;
          }

          @Override
          public long wallMillis() {
            return wallOffsetMillis + nanos / 1_000_000;
          }
        };
    this.platform =
        new Platform(
            ticker,
            (delay, task) -> {
              Due due = new Due(nanos + Math.max(delay.toNanos(), 0), order++, task);
              timers.add(due);
              return () -> timers.remove(due);
            },
            tasks::add,
            new SplittableRandom(seed));
  }

  public Platform platform() {
    return platform;
  }

  /** Runs what can run now. */
  public void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass, running timers in their order and everything they make possible. */
  public void advance(Duration time) {
    long until = nanos + time.toNanos();
    run();
    while (!timers.isEmpty() && timers.peek().atNanos <= until) {
      Due due = timers.poll();
      nanos = Math.max(nanos, due.atNanos);
      due.task.run();
      run();
    }
    nanos = until;
  }

  /** Time passes and nothing runs, as while a process is stopped; what became due meanwhile runs late. */
  public void stand(Duration time) {
    nanos += time.toNanos();
  }

  /** Lets time pass in small steps until something is so, for ten simulated minutes at most. */
  public void advanceUntil(BooleanSupplier condition) {
    for (int i = 0; i < 60_000 && !condition.getAsBoolean(); i++) {
      advance(Duration.ofMillis(10));
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError("did not happen within ten simulated minutes");
    }
  }

  /** The wall clock jumps; the monotonic one does not. */
  public void jumpWallClock(Duration by) {
    wallOffsetMillis += by.toMillis();
  }
}

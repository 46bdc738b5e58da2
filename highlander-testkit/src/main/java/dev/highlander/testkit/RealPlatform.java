package dev.highlander.testkit;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own clock, timers, virtual threads and secure random numbers, for tests of what talks to the machine. */
public final class RealPlatform implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("test-timers").factory());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Platform platform;

  public RealPlatform() {
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    Scheduling scheduling =
        (delay, task) -> {
          var timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
          return () -> timer.cancel(false);
        };
    Ticker ticker =
        new Ticker() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public long wallMillis() {
            return System.currentTimeMillis();
          }
        };
    this.platform = new Platform(ticker, scheduling, executor, new SecureRandom());
  }

  public Platform platform() {
    return platform;
  }

  /** Stops the timers; does not wait for running tasks. */
  @Override
  public void close() {
    timers.shutdownNow();
    executor.shutdownNow();
  }
}

package dev.highlander.testkit;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.security.SecureRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own clocks, timers and threads, for tests with real servers. Its threads are daemons and shared by all tests. */
public final class TestPlatform {

  private static final Platform REAL = make();

  private TestPlatform() {}

  /** Real time, one timer thread, a virtual thread for each task, a secure random source. */
  public static Platform real() {
    return REAL;
  }

  private static Platform make() {
    var timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("test-timers").factory());
    timers.setRemoveOnCancelPolicy(true);
    Scheduling scheduling =
        (delay, task) -> {
          ScheduledFuture<?> scheduled = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
          return () -> scheduled.cancel(false);
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
    return new Platform(ticker, scheduling, Executors.newVirtualThreadPerTaskExecutor(), new SecureRandom());
  }
}

package dev.highlander.testkit;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The machine as it is, for tests that use real parts: system clocks, a virtual thread for each task. Closing it stops its threads. */
public final class RealPlatform implements AutoCloseable {

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Platform platform = new Platform(new SystemTicker(), (delay, task) -> {
    Future<?> timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }, executor, new SecureRandom());

  public Platform platform() {
    return platform;
  }

  @Override
  public void close() {
    timers.shutdownNow();
    executor.shutdownNow();
  }

  private static final class SystemTicker implements Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }
}

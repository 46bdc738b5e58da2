package dev.highlander.internal.util;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform of a real process: the system's clocks, a virtual thread for each task, and two platform threads for timers, so that heartbeats
 * are sent even while handlers occupy every carrier of virtual threads.
 */
public final class SystemPlatform implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SystemPlatform.class);
  private static final int TIMER_THREADS = 2;

  private final ScheduledThreadPoolExecutor timers;
  private final ExecutorService tasks;
  private final Platform platform;

  @Permitted("the platform is where the system's clocks, threads and random numbers come in")
  public SystemPlatform(String name) {
    this.timers = new ScheduledThreadPoolExecutor(TIMER_THREADS, daemons(name + "-timer-"));
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.tasks = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-task-", 0).factory());
    this.platform = new Platform(new SystemTicker(), this::after, tasks, new SecureRandom());
  }

  public Platform platform() {
    return platform;
  }

  /** Platform threads that do not keep the process alive, named by the prefix and a number. */
  @Permitted("threads of the platform itself, and those that block on sockets")
  public static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private Scheduling.Timer after(Duration delay, Runnable task) {
    Runnable guarded = () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("a timer's task failed", e);
      }
    };
    try {
      Future<?> future = timers.schedule(guarded, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      // The process is stopping: nothing is due any more.
      return () -> { };
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
    tasks.shutdown();
  }

  private static final class SystemTicker implements Ticker {
    @Override
    @Permitted("the system's monotonic clock")
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    @Permitted("the system's wall clock")
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }
}

package dev.highlander.faults;

import dev.highlander.ErrorKind;
import dev.highlander.HighlanderException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Makes the same call again and again until it is closed, on a thread of its own, and remembers what became of it. */
final class SteadyCaller implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Runnable call;
  private final Set<ErrorKind> errors = ConcurrentHashMap.newKeySet();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  SteadyCaller(Runnable call) {
    this.call = call;
    this.thread = Thread.ofPlatform().daemon().name("steady-caller").start(this::run);
  }

  /** How often it was answered. */
  long answered() {
    return answered.get();
  }

  /** Errors it got, whatever number of times. */
  Set<ErrorKind> errors() {
    return Set.copyOf(errors);
  }

  /** The longest that an answer took to come. */
  long longestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longestNanos.get());
  }

  private void run() {
    while (!closed) {
      long began = System.nanoTime();
      try {
        call.run();
        answered.incrementAndGet();
        longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
      } catch (HighlanderException e) {
        errors.add(e.kind());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Returns when the last call has ended. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.highlander.s3;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps the number of requests within bounds: so many on the wire, so many waiting for their turn. The wait is here and not in the SDK's
 * connection pool because a request that never left must be told from one whose outcome is unknown. Thread-safe.
 */
final class InFlight {

  private final int maxInFlight;
  private final int maxWaiting;
  private final Duration longestWait;
  private final Semaphore admitted;
  private final Semaphore onTheWire;

  InFlight(int maxInFlight, int maxWaiting, Duration longestWait) {
    this.maxInFlight = maxInFlight;
    this.maxWaiting = maxWaiting;
    this.longestWait = longestWait;
    this.admitted = new Semaphore(maxInFlight + maxWaiting);
    this.onTheWire = new Semaphore(maxInFlight, true);
  }

  /** Whether one more request may come in; if so, {@link #leave} must follow. Never blocks. */
  boolean admit() {
    return admitted.tryAcquire();
  }

  void leave() {
    admitted.release();
  }

  /** Runs an admitted request when its turn comes; blocks until then. */
  <T> T run(Supplier<T> request, Function<String, ? extends T> notSent) {
    try {
      if (!onTheWire.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
        return notSent.apply("the store client is full: no connection of " + maxInFlight + " became free within " + longestWait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notSent.apply("interrupted before the request was sent");
    }
    try {
      return request.get();
    } finally {
      onTheWire.release();
    }
  }

  String fullMessage() {
    return "the store client is full: " + maxInFlight + " requests on the wire and " + maxWaiting + " waiting";
  }
}

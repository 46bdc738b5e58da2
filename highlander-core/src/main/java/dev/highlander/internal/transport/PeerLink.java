package dev.highlander.internal.transport;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.ReplyHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to one address: a connection while there is one, else the requests that wait for it. A connection is dialled when a request
 * needs one; after a failure the next attempt waits a little, longer each time, and requests wait with it, so that callers who try again
 * at once don't spin. Each failed attempt answers everybody who waited for it.
 */
final class PeerLink {

  /** Starts one attempt, which ends in {@link #connected} or {@link #failed}. */
  interface Dialler {
    void dial(PeerLink link);
  }

  private enum Phase {
    RESTING,
    DIALLING,
    BACKING_OFF
  }

  private static final String GIVEN_UP = "the connection was given up";
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);
  private static final long STABLE_NANOS = 1_000_000_000;

  private final String address;
  private final TransportSettings settings;
  private final TransportLimits limits;
  private final TransportTimings timings;
  private final Platform platform;
  private final Dialler dialler;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable OutboundConnection connection;

  private final ArrayDeque<PendingRequest> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private Phase phase = Phase.RESTING;
  private int failures;
  private long connectedAtNanos;
  private boolean retired;
  private @Nullable String closeReason;

  PeerLink(String address, TransportSettings settings, Platform platform, Dialler dialler) {
    this.address = address;
    this.settings = settings;
    this.limits = settings.limits();
    this.timings = settings.timings();
    this.platform = platform;
    this.dialler = dialler;
  }

  String address() {
    return address;
  }

  /** What its connections are made with. */
  TransportSettings settings() {
    return settings;
  }

  /**
   * Sends a request, or lets it wait for a connection.
   *
   * @return false if this link was given up: ask for a new one
   */
  boolean request(byte[] body, long nowNanos, long timeoutNanos, ReplyHandler handler) {
    if (inFlight.incrementAndGet() > limits.maxInFlight()) {
      inFlight.decrementAndGet();
      handler.onFailure(new Failure.Full("more than " + limits.maxInFlight() + " requests to " + address + " are in flight"));
      return true;
    }
    long connectBy = nowNanos + timings.connectTimeout().toNanos();
    return route(new PendingRequest(body, nowNanos + timeoutNanos, connectBy, inFlight, handler));
  }

  /** An attempt succeeded. */
  void connected(OutboundConnection made) {
    List<PendingRequest> waited;
    String reason;
    lock.lock();
    try {
      reason = closeReason == null && retired ? GIVEN_UP : closeReason;
      phase = Phase.RESTING;
      connectedAtNanos = platform.ticker().nanos();
      if (reason == null) {
        connection = made;
      }
      waited = takeWaiting();
    } finally {
      lock.unlock();
    }
    if (reason != null) {
      made.close(reason);
    }
    for (PendingRequest request : waited) {
      if (reason != null || !route(request)) {
        request.fail(reason == null ? GIVEN_UP : reason);
      }
    }
  }

  /**
   * An attempt failed: the peer has seen none of the requests that waited for it.
   *
   * @param deserted whether the peer's machine said that nobody listens
   */
  void failed(String reason, boolean deserted) {
    List<PendingRequest> waited;
    lock.lock();
    try {
      failures++;
      waited = takeWaiting();
      backOff();
    } finally {
      lock.unlock();
    }
    waited.forEach(request -> request.fail(reason, deserted));
  }

  /** A connection ended. */
  void closed(OutboundConnection ended) {
    lock.lock();
    try {
      if (connection == ended) {
        connection = null;
        if (platform.ticker().nanos() - connectedAtNanos >= STABLE_NANOS) {
          failures = 0;
        } else {
          failures++;
          backOff();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Time-outs and keep-alive.
   *
   * @return whether it is still needed; if not it refuses everything from now on
   */
  boolean sweep(long nowNanos, long ranNanos) {
    List<PendingRequest> late = new ArrayList<>(0);
    OutboundConnection current;
    lock.lock();
    try {
      current = connection;
      retired = retired || (current == null && waiting.isEmpty() && phase == Phase.RESTING);
      for (Iterator<PendingRequest> each = waiting.iterator(); each.hasNext(); ) {
        PendingRequest request = each.next();
        if (nowNanos - request.connectByNanos >= 0 || nowNanos - request.deadlineNanos >= 0) {
          each.remove();
          waitingBytes -= request.size();
          late.add(request);
        }
      }
      if (retired) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    late.forEach(request -> request.fail("no connection to " + address + " within the time-out"));
    if (current != null) {
      current.sweep(nowNanos, ranNanos);
    }
    return true;
  }

  /** Nobody is there any more: ends the connection and what waits, and refuses everything from now on; a new link may be made. */
  void giveUp(String reason) {
    end(reason, false);
  }

  /** The transport is closed. */
  void close(String reason) {
    end(reason, true);
  }

  private void end(String reason, boolean closing) {
    List<PendingRequest> waited;
    OutboundConnection current;
    lock.lock();
    try {
      if (closing) {
        closeReason = reason;
      } else {
        retired = true;
      }
      current = connection;
      waited = takeWaiting();
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.close(reason);
    }
    waited.forEach(request -> request.fail(reason));
  }

  private enum Await {
    WAITS,
    DIAL,
    FULL,
    CLOSED,
    RETIRED,
    AGAIN
  }

  private Await await(PendingRequest request) {
    lock.lock();
    try {
      if (closeReason != null) {
        return Await.CLOSED;
      }
      if (retired) {
        return Await.RETIRED;
      }
      if (connection != null) {
        return Await.AGAIN;
      }
      if (waitingBytes + request.size() > limits.maxQueuedBytes()) {
        return Await.FULL;
      }
      waiting.add(request);
      waitingBytes += request.size();
      if (phase != Phase.RESTING) {
        return Await.WAITS;
      }
      phase = Phase.DIALLING;
      return Await.DIAL;
    } finally {
      lock.unlock();
    }
  }

  private boolean route(PendingRequest request) {
    while (true) {
      OutboundConnection current = connection;
      if (current != null) {
        switch (current.send(request)) {
          case ACCEPTED -> {
            return true;
          }
          case FULL -> {
            request.refuse("more than " + limits.maxQueuedBytes() + " bytes wait to be sent to " + address);
            return true;
          }
          case CLOSED -> closed(current);
        }
      } else {
        switch (await(request)) {
          case WAITS -> {
            return true;
          }
          case DIAL -> {
            dialler.dial(this);
            return true;
          }
          case FULL -> {
            request.refuse("more than " + limits.maxQueuedBytes() + " bytes wait for a connection to " + address);
            return true;
          }
          case CLOSED -> {
            request.fail("this transport is closed");
            return true;
          }
          case RETIRED -> {
            return false;
          }
          case AGAIN -> {}
        }
      }
    }
  }

  private List<PendingRequest> takeWaiting() {
    List<PendingRequest> taken = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    return taken;
  }

  private void backOff() {
    phase = Phase.BACKING_OFF;
    long longest = Math.min(timings.maxBackoff().toNanos(), FIRST_BACKOFF.toNanos() << Math.min(failures - 1, 20));
    long nanos = longest / 2 + platform.random().nextLong(longest / 2 + 1);
    platform.scheduling().after(Duration.ofNanos(nanos), this::backedOff);
  }

  private void backedOff() {
    boolean dial;
    lock.lock();
    try {
      dial = !waiting.isEmpty() && closeReason == null;
      phase = dial ? Phase.DIALLING : Phase.RESTING;
    } finally {
      lock.unlock();
    }
    if (dial) {
      dialler.dial(this);
    }
  }
}

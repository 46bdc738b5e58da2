package dev.highlander.internal.transport;

import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.ReplyHandler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request without an answer. Whoever ends it first, by a reply, a time-out or the end of its connection, calls the reply handler; the
 * others find it done. It also knows whether its first byte may have left, which decides between {@link Failure.NotSent} and
 * {@link Failure.Lost}.
 */
final class PendingRequest extends OutFrame {

  private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);
  private static final AtomicIntegerFieldUpdater<PendingRequest> STATE =
      AtomicIntegerFieldUpdater.newUpdater(PendingRequest.class, "state");

  private static final int HERE = 0;
  private static final int DEPARTED = 1;
  private static final int DONE = 2;

  final long deadlineNanos;
  final long connectByNanos;
  private final ReplyHandler handler;
  private final AtomicInteger inFlight;
  private volatile int state = HERE;

  /** Set once by the connection that takes the request, before it is queued there. */
  @Nullable PendingTable table;

  /**
   * A new request.
   *
   * @param deadlineNanos when the caller stops waiting for a reply
   * @param connectByNanos when it stops waiting for a connection
   * @param inFlight the counter of the peer's requests in flight, already raised for this one
   */
  PendingRequest(byte[] body, long deadlineNanos, long connectByNanos, AtomicInteger inFlight, ReplyHandler handler) {
    super(REQUEST, 0, body);
    this.deadlineNanos = deadlineNanos;
    this.connectByNanos = connectByNanos;
    this.inFlight = inFlight;
    this.handler = handler;
  }

  @Override
  boolean depart() {
    PendingTable own = table;
    if (own == null || state != HERE) {
      return false;
    }
    own.add(this);
    if (STATE.compareAndSet(this, HERE, DEPARTED)) {
      return true;
    }
    own.remove(this);
    return false;
  }

  void reply(byte[] reply) {
    if (end() != DONE) {
      call(() -> handler.onReply(reply));
    }
  }

  /** Ends it without a reply: not sent if it never left, lost if it may have. */
  void fail(String reason) {
    fail(reason, false);
  }

  /** As {@link #fail(String)}, with what is known of a peer that was never reached. */
  void fail(String reason, boolean deserted) {
    int before = end();
    if (before != DONE) {
      call(() -> handler.onFailure(before == HERE ? new Failure.NotSent(reason, deserted) : new Failure.Lost(reason)));
    }
  }

  /** Ends it because there was no room for it. */
  void refuse(String reason) {
    if (end() != DONE) {
      call(() -> handler.onFailure(new Failure.Full(reason)));
    }
  }

  private int end() {
    int before = STATE.getAndSet(this, DONE);
    if (before != DONE) {
      inFlight.decrementAndGet();
      PendingTable own = table;
      if (own != null) {
        own.remove(this);
      }
    }
    return before;
  }

  private static void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("a reply handler threw", e);
    }
  }
}

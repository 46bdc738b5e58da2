package dev.highlander.internal.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every millisecond at each connection that has requests in hand, for readers that are stuck in a handler (see {@link
 * InboundConnection}). It costs a request one read of a flag, and nothing at all when no request came for a while: then it sleeps, and
 * the next request wakes it. One thread for a transport.
 */
final class ReaderWatch {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int CALM_LOOKS_BEFORE_SLEEP = 50;

  private final Set<InboundConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean asleep;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  void add(InboundConnection connection) {
    connections.add(connection);
  }

  void remove(InboundConnection connection) {
    connections.remove(connection);
  }

  /** A request is about to be handled. The caller has published that before: so either it sees the watch asleep, or the watch sees it. */
  void notice() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  /** The watch's life. */
  void run() {
    thread = Thread.currentThread();
    int calm = 0;
    while (!closed) {
      calm = look() ? 0 : calm + 1;
      if (calm < CALM_LOOKS_BEFORE_SLEEP) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      } else {
        asleep = true;
        while (!look() && asleep && !closed) {
          LockSupport.park(this);
        }
        asleep = false;
        calm = 0;
      }
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private boolean look() {
    boolean active = false;
    for (InboundConnection connection : connections) {
      active |= connection.look();
    }
    return active;
  }
}

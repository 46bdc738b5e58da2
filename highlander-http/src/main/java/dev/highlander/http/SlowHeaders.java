package dev.highlander.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which a request's header section, or a TLS handshake, has begun and does not end. The server's idle time-out does not
 * see them: each byte that trickles in starts it again (the "slowloris" attack). Thread-safe.
 */
final class SlowHeaders implements Connection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(SlowHeaders.class);

  /** Since when a connection waits for the end of a header section, and what had come in by then. */
  private record Wait(long sinceNanos, long messagesIn, long bytesIn) {}

  private final Map<Connection, Wait> waits = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Duration limit;

  SlowHeaders(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  void start() {
    scheduler.schedule(this::sweep, Math.max(10, limit.toMillis() / 4), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    waits.put(connection, new Wait(System.nanoTime(), 0, 0));
  }

  @Override
  public void onClosed(Connection connection) {
    waits.remove(connection);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Connection connection : waits.keySet()) {
      @Nullable Wait wait = waits.computeIfPresent(connection, (same, before) -> look(same, before, now));
      if (wait != null && now - wait.sinceNanos() > limit.toNanos() && connection.getBytesIn() > wait.bytesIn()) {
        LOG.debug("closing {}: its header section has not ended in {}", connection, limit);
        connection.getEndPoint().close();
      }
    }
    start();
  }

  /** Waiting begins anew with each request, and while one is being answered, or nothing at all has come, there is nothing to wait for. */
  private static Wait look(Connection connection, Wait before, long now) {
    long messagesIn = connection.getMessagesIn();
    long bytesIn = connection.getBytesIn();
    boolean begun = bytesIn > before.bytesIn();
    boolean answering = messagesIn > connection.getMessagesOut();
    return begun && !answering && messagesIn == before.messagesIn() ? before : new Wait(now, messagesIn, bytesIn);
  }
}

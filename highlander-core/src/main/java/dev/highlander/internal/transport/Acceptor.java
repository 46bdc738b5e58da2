package dev.highlander.internal.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and gives every accepted socket a thread of its own. Strangers can hold at most {@code maxHalfOpen} of them: a socket counts
 * until its peer has proved who it is; what comes when all are taken is closed at once.
 */
final class Acceptor {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final int BACKLOG = 256;
  private static final long PAUSE_AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ServerSocket listening;
  private final int maxHalfOpen;
  private final OwnThreads threads;
  private final Consumer<Socket> entrance;
  private final AtomicInteger halfOpen = new AtomicInteger();
  private boolean refusing;

  /**
   * Listens from now on, accepts when {@link #run} runs.
   *
   * @param entrance called on the socket's own thread; it calls {@link #admitted} when the peer has proved itself or failed to
   */
  Acceptor(InetSocketAddress address, int maxHalfOpen, OwnThreads threads, Consumer<Socket> entrance) throws IOException {
    this.listening = new ServerSocket();
    this.maxHalfOpen = maxHalfOpen;
    this.threads = threads;
    this.entrance = entrance;
    try {
      listening.setReuseAddress(true);
      listening.bind(address, BACKLOG);
    } catch (IOException e) {
      PeerSocket.closeQuietly(listening);
      throw e;
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The acceptor's life. */
  void run() {
    while (!listening.isClosed()) {
      try {
        enter(listening.accept());
      } catch (IOException e) {
        if (!listening.isClosed()) {
          LOG.warn("accepting a connection failed: {}", e.getMessage());
          LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
        }
      }
    }
  }

  /** A socket does not count as half open any more. */
  void admitted() {
    halfOpen.decrementAndGet();
  }

  void close() {
    PeerSocket.closeQuietly(listening);
  }

  private void enter(Socket socket) {
    if (halfOpen.incrementAndGet() > maxHalfOpen) {
      halfOpen.decrementAndGet();
      PeerSocket.closeQuietly(socket);
      if (!refusing) {
        LOG.warn("{} connections have not proved who they are; new ones are closed until one of them has", maxHalfOpen);
      }
      refusing = true;
      return;
    }
    refusing = false;
    try {
      threads.start("highlander-in-handshake", () -> entrance.accept(socket));
    } catch (OutOfMemoryError e) {
      LOG.error("no thread for an accepted connection", e);
      halfOpen.decrementAndGet();
      PeerSocket.closeQuietly(socket);
    }
  }
}

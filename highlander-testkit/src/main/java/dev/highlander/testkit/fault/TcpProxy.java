package dev.highlander.testkit.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server on the loopback address and does to their connections what networks do: cut, refuse,
 * swallow in one direction, delay, half-close. Faults hold for present and future connections until {@link #heal}. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private static final int BUFFER = 64 * 1024;

  private final ServerSocket listener;
  private final String targetHost;
  private final int targetPort;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final boolean[] swallowing = new boolean[Direction.values().length];
  private final Duration[] delays = {Duration.ZERO, Duration.ZERO};
  private boolean refusing;
  private volatile boolean closed;

  /**
   * Listens on a free port and forwards to a server.
   *
   * @param target {@code host:port}; connections are made when clients come, so the server may start later
   */
  public static TcpProxy to(String target) {
    int colon = target.lastIndexOf(':');
    return new TcpProxy(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
  }

  private TcpProxy(String targetHost, int targetPort) {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy-accept").start(this::accept);
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** How many connections are open. */
  public int connections() {
    return links.size();
  }

  /** Resets every present connection; new ones are taken. What is on its way is lost. */
  public void reset() {
    links.forEach(Link::reset);
  }

  /** Resets every connection and takes no new ones: the server seems to be down. */
  public void cut() {
    change(() -> refusing = true);
    reset();
  }

  /** From now on bytes in this direction vanish, without an end of the connection: a firewall that drops packets. */
  public void swallow(Direction direction) {
    change(() -> swallowing[direction.ordinal()] = true);
  }

  /** From now on bytes in this direction arrive later. */
  public void delay(Direction direction, Duration delay) {
    change(() -> delays[direction.ordinal()] = delay);
  }

  /** Ends this direction of every present connection in an orderly way; the other one goes on. */
  public void halfClose(Direction direction) {
    links.forEach(link -> link.halfClose(direction));
  }

  /** No more faults. Connections whose bytes were swallowed are reset, because their streams have holes. */
  public void heal() {
    boolean[] holes = new boolean[1];
    change(
        () -> {
          for (Direction direction : Direction.values()) {
            holes[0] |= swallowing[direction.ordinal()];
            swallowing[direction.ordinal()] = false;
            delays[direction.ordinal()] = Duration.ZERO;
          }
          refusing = false;
        });
    if (holes[0]) {
      reset();
    }
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    reset();
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    boolean refused;
    lock.lock();
    try {
      refused = refusing || closed;
    } finally {
      lock.unlock();
    }
    var server = new Socket();
    var link = new Link(client, server);
    if (refused) {
      link.reset();
      return;
    }
    links.add(link);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(targetHost, targetPort), 5_000);
    } catch (IOException e) {
      link.reset();
      return;
    }
    Thread.ofVirtual().name("proxy-to-server").start(() -> link.pump(client, server, Direction.TO_SERVER));
    Thread.ofVirtual().name("proxy-to-client").start(() -> link.pump(server, client, Direction.TO_CLIENT));
  }

  /** Whether bytes in this direction arrive; waits out their delay. */
  private boolean passes(Direction direction) throws InterruptedException {
    lock.lock();
    try {
      long left = delays[direction.ordinal()].toNanos();
      while (left > 0 && !delays[direction.ordinal()].isZero()) {
        left = changed.awaitNanos(left);
      }
      return !swallowing[direction.ordinal()];
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyClosed) {
      // Nothing is left to be closed.
    }
  }

  /** One connection of a client, and the one to the server that belongs to it. */
  private final class Link {
    private final Socket client;
    private final Socket server;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void pump(Socket from, Socket to, Direction direction) {
      byte[] buffer = new byte[BUFFER];
      try {
        for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
          if (passes(direction)) {
            to.getOutputStream().write(buffer, 0, read);
          }
        }
        if (passes(direction)) {
          to.shutdownOutput();
          if (from.isOutputShutdown()) {
            reset();
          }
        }
      } catch (IOException broken) {
        reset();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        reset();
      }
    }

    void halfClose(Direction direction) {
      try {
        (direction == Direction.TO_SERVER ? server : client).shutdownOutput();
      } catch (IOException alreadyClosed) {
        reset();
      }
    }

    void reset() {
      links.remove(this);
      for (Socket socket : new Socket[] {client, server}) {
        try {
          socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
          // The other side was faster.
        }
        closeQuietly(socket);
      }
    }
  }
}

package dev.highlander.testkit.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between a client and a server on the loopback address and does to their connections what networks do: cut, refuse,
 * swallow in one direction, delay with jitter, half-close. Faults hold for present and future connections until {@link #heal}. Bytes keep their
 * order, whatever their delays. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private static final int BUFFER = 64 * 1024;

  /** How many pieces of a stream may be on their way; a sender that is faster has to wait, as behind a full socket buffer. */
  private static final int PIECES_ON_THE_WAY = 256;

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;

  private volatile ServerSocket listener;
  private volatile Thread accepting;
  private final String targetHost;
  private final int targetPort;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final boolean[] swallowing = new boolean[Direction.values().length];
  private final Duration[] delays = {Duration.ZERO, Duration.ZERO};
  private final Duration[] jitters = {Duration.ZERO, Duration.ZERO};
  private final SplittableRandom random;
  private volatile Duration patience = Duration.ZERO;
  private boolean refusing;
  private volatile boolean closed;

  /**
   * Listens on a free port and forwards to a server.
   *
   * @param target {@code host:port}; connections are made when clients come, so the server may start later
   */
  public static TcpProxy to(String target) {
    return to(target, 0);
  }

  /**
   * As {@link #to(String)}.
   *
   * @param seed of its jitter
   */
  public static TcpProxy to(String target, long seed) {
    int colon = target.lastIndexOf(':');
    return new TcpProxy(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)), seed);
  }

  private TcpProxy(String targetHost, int targetPort, long seed) {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    this.random = new SplittableRandom(seed);
    ServerSocket listening = listenAnywhere();
    listener = listening;
    accepting = Thread.ofVirtual().name("proxy-accept").start(() -> accept(listening));
  }

  /**
   * Lets clients wait for a server that is about to listen. Clients of a proxy don't see that the server refuses connections, but that theirs breaks;
   * some of them try again after a refusal only.
   *
   * @param time how long the proxy goes on trying to connect; zero unless changed
   */
  public TcpProxy patient(Duration time) {
    patience = time;
    return this;
  }

  /** A port below those that systems give to outgoing connections, so that it can be had again after {@link #down}. */
  public static int freePort() {
    try (ServerSocket free = listenAnywhere()) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listenAnywhere() {
    var ports = new SplittableRandom();
    for (int attempt = 0; ; attempt++) {
      try {
        return listenOn(attempt < 100 ? FIRST_PORT + ports.nextInt(PORTS) : 0);
      } catch (IOException taken) {
        if (attempt > 100) {
          throw new UncheckedIOException(taken);
        }
      }
    }
  }

  private static ServerSocket listenOn(int port) throws IOException {
    return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Local ports of the connections to the server: how the server sees who is behind this proxy. */
  public Set<Integer> sourcePorts() {
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    links.forEach(link -> ports.add(link.server.getLocalPort()));
    return Set.copyOf(ports);
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

  /** Resets every connection and listens no more: new ones are refused, as by a machine on which the server's process is gone. */
  public void down() {
    closeQuietly(listener);
    try {
      // A socket is closed only once nobody waits for connections at it any more; until then the system goes on taking them.
      if (!accepting.join(PATIENCE)) {
        throw new IllegalStateException(address() + " is still listened on after " + PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reset();
  }

  /** Listens again, on the same port, after {@link #down}. */
  public void up() {
    lock.lock();
    try {
      if (listener.isClosed() && !closed) {
        ServerSocket again = listenOn(listener.getLocalPort());
        listener = again;
        accepting = Thread.ofVirtual().name("proxy-accept").start(() -> accept(again));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("port " + listener.getLocalPort() + " was taken by somebody else meanwhile", e);
    } finally {
      lock.unlock();
    }
  }

  /** From now on bytes in this direction vanish, without an end of the connection: a firewall that drops packets. */
  public void swallow(Direction direction) {
    change(() -> swallowing[direction.ordinal()] = true);
  }

  /** From now on bytes in this direction arrive later. */
  public void delay(Direction direction, Duration delay) {
    delay(direction, delay, Duration.ZERO);
  }

  /** From now on bytes in this direction arrive later: by the delay and, each piece of the stream, up to the jitter in addition. */
  public void delay(Direction direction, Duration delay, Duration jitter) {
    change(
        () -> {
          delays[direction.ordinal()] = delay;
          jitters[direction.ordinal()] = jitter;
        });
  }

  /** Ends this direction of every present connection in an orderly way; the other one goes on. */
  public void halfClose(Direction direction) {
    links.forEach(link -> link.halfClose(direction));
  }

  /** No more faults, but {@link #down} ends with {@link #up}. Connections whose bytes were swallowed are reset, because their streams have holes. */
  public void heal() {
    change(() -> refusing = false);
    for (Direction direction : Direction.values()) {
      heal(direction);
    }
  }

  /** No more faults of this direction. Connections are reset if bytes of it were swallowed. */
  public void heal(Direction direction) {
    boolean[] holes = new boolean[1];
    change(
        () -> {
          holes[0] = swallowing[direction.ordinal()];
          swallowing[direction.ordinal()] = false;
          delays[direction.ordinal()] = Duration.ZERO;
          jitters[direction.ordinal()] = Duration.ZERO;
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

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Socket server = isRefusing() ? new Socket() : connected();
    var link = new Link(client, server);
    links.add(link);
    // Whoever cuts from here on meets the link.
    if (!server.isConnected() || isRefusing()) {
      link.reset();
      return;
    }
    try {
      client.setTcpNoDelay(true);
    } catch (SocketException gone) {
      link.reset();
      return;
    }
    link.carry(client, server, Direction.TO_SERVER);
    link.carry(server, client, Direction.TO_CLIENT);
  }

  private boolean isRefusing() {
    lock.lock();
    try {
      return refusing || closed || listener.isClosed();
    } finally {
      lock.unlock();
    }
  }

  /** A connection to the server; not connected if it does not listen. */
  private Socket connected() {
    long giveUp = System.nanoTime() + patience.toNanos();
    while (true) {
      var server = new Socket();
      try {
        server.setTcpNoDelay(true);
        server.connect(new InetSocketAddress(targetHost, targetPort), 5_000);
        return server;
      } catch (IOException e) {
        closeQuietly(server);
        if (System.nanoTime() - giveUp >= 0 || closed) {
          return new Socket();
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** When bytes that come now are to arrive. */
  private long due(Direction direction) {
    lock.lock();
    try {
      long jitter = jitters[direction.ordinal()].toNanos();
      return System.nanoTime() + delays[direction.ordinal()].toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter));
    } finally {
      lock.unlock();
    }
  }

  /** Whether bytes in this direction arrive; waits until they do, or until nothing is delayed any more. */
  private boolean passes(Direction direction, long dueNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = dueNanos - System.nanoTime();
      while (left > 0 && !(delays[direction.ordinal()].isZero() && jitters[direction.ordinal()].isZero())) {
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

  /**
   * A piece of a stream.
   *
   * @param bytes what was sent; empty for the end of the stream
   * @param dueNanos when it arrives
   */
  private record Piece(byte[] bytes, long dueNanos) {}

  /** One connection of a client, and the one to the server that belongs to it. */
  private final class Link {
    private final Socket client;
    private final Socket server;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    /** Two threads for each direction, so that what is on its way does not hold up what comes after it. */
    void carry(Socket from, Socket to, Direction direction) {
      BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_ON_THE_WAY);
      Thread writer = Thread.ofVirtual().name("proxy-out-" + direction).start(() -> write(pieces, from, to, direction));
      Thread.ofVirtual().name("proxy-in-" + direction).start(() -> read(from, pieces, writer, direction));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces, Thread writer, Direction direction) {
      byte[] buffer = new byte[BUFFER];
      try {
        for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream().read(buffer)) {
          if (read > 0) {
            pieces.put(new Piece(Arrays.copyOf(buffer, read), due(direction)));
          }
        }
        pieces.put(new Piece(new byte[0], due(direction)));
      } catch (IOException broken) {
        reset();
        writer.interrupt();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        reset();
      }
    }

    private void write(BlockingQueue<Piece> pieces, Socket from, Socket to, Direction direction) {
      try {
        for (Piece piece = pieces.take(); piece.bytes().length > 0; piece = pieces.take()) {
          if (passes(direction, piece.dueNanos())) {
            to.getOutputStream().write(piece.bytes());
          }
        }
        if (passes(direction, System.nanoTime())) {
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
      } finally {
        // A reader that waits for room goes on, and meets the closed socket.
        pieces.clear();
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

package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and replies over JDK sockets, with a reader and a writer thread for each connection (docs/decisions/0002).
 *
 * <ul>
 *   <li>Requests travel in the direction a connection was dialled. A connection is dialled by the first request to its address and stays
 *       until one side ends.
 *   <li>Both sides prove that they know the cluster's secret, or show a certificate, or both ({@link Handshake}). Without TLS only
 *       loopback addresses are dialled and listened on.
 *   <li>Probes travel on a second connection to the same address, which carries nothing else.
 *   <li>Request handlers run on the connection's reader; one that blocks is replaced ({@link InboundConnection}).
 *   <li>Everything is bounded ({@link TransportLimits}), time-outs are kept by one sweep each {@value #SWEEP_MILLIS} ms.
 * </ul>
 */
public final class TcpTransport implements Transport {

  static final long SWEEP_MILLIS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
  private static final Duration SWEEP = Duration.ofMillis(SWEEP_MILLIS);
  private static final Duration JOIN = Duration.ofSeconds(2);

  /** Whether a peer is back, or really gone, is asked often. */
  private static final Duration PROBE_BACKOFF = Duration.ofMillis(40);

  private static final String CLOSED = "this transport is closed";

  private final TransportSettings settings;
  private final Platform platform;
  private final OwnThreads threads;
  private final Handshake handshake;
  private final HandshakeGuard guard = new HandshakeGuard();
  private final ReaderWatch watch = new ReaderWatch();
  private final Map<String, PeerLink> links = new ConcurrentHashMap<>();

  /** Connections of their own for probes: nothing large ever waits there, and their readers are never busy with a request. */
  private final Map<String, PeerLink> probes = new ConcurrentHashMap<>();

  private final TransportSettings probing;
  private final Set<InboundConnection> inbound = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Acceptor acceptor;
  private volatile @Nullable RequestHandler handler;
  private long lastSweepNanos;

  /**
   * A transport that does nothing until it is started.
   *
   * @param platform its clock, timers and random source; the random source makes the handshake's nonces and must be a secure one
   * @param threads makes the connections' threads, which block; daemon platform threads in production
   */
  public TcpTransport(TransportSettings settings, Platform platform, ThreadFactory threads) {
    this.settings = settings;
    this.platform = platform;
    this.threads = new OwnThreads(threads);
    this.probing = settings.with(TransportLimits.PROBES).with(settings.timings().withMaxBackoff(PROBE_BACKOFF));
    this.handshake = new Handshake(settings, platform.random());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with {@link BadRequest} if the address must not be listened on as configured, with an {@link IOException} if it can't be.
   */
  @Override
  public CompletableFuture<String> start(RequestHandler requestHandler) {
    if (closed.get() || !started.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(new IllegalStateException("a transport is started once"));
    }
    handler = requestHandler;
    try {
      String address = settings.listen() == null ? "" : listen(HostPort.parse(settings.listen()));
      lastSweepNanos = platform.ticker().nanos();
      platform.scheduling().after(SWEEP, this::sweep);
      return CompletableFuture.completedFuture(address);
    } catch (IOException | BadRequest e) {
      close();
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    send(links, settings, address, body, timeoutNanos, replyHandler);
  }

  @Override
  public void probe(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    send(probes, probing, address, body, timeoutNanos, replyHandler);
  }

  @Override
  public void disconnect(String address, String reason) {
    for (Map<String, PeerLink> way : List.of(links, probes)) {
      PeerLink link = way.remove(address);
      if (link != null) {
        link.giveUp(reason);
      }
    }
  }

  private void send(
      Map<String, PeerLink> way, TransportSettings chosen, String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    if (closed.get() || !started.get()) {
      replyHandler.onFailure(new Failure.NotSent(closed.get() ? CLOSED : "this transport is not started"));
      return;
    }
    if (body.length > chosen.limits().maxBodyBytes()) {
      String reason = "a request of " + body.length + " bytes; the frame limit is " + chosen.limits().maxBodyBytes();
      replyHandler.onFailure(new Failure.TooLarge(reason));
      return;
    }
    long now = platform.ticker().nanos();
    while (true) {
      PeerLink link = way.get(address);
      if (link == null) {
        link = way.computeIfAbsent(address, key -> new PeerLink(key, chosen, platform, this::dial));
      }
      if (link.request(body, now, timeoutNanos, replyHandler)) {
        return;
      }
      way.remove(address, link);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Acceptor listening = acceptor;
    if (listening != null) {
      listening.close();
    }
    guard.closeAll();
    links.values().forEach(link -> link.close(CLOSED));
    probes.values().forEach(link -> link.close(CLOSED));
    inbound.forEach(connection -> connection.close(CLOSED));
    watch.close();
    List<String> stuck = threads.join(platform.ticker(), JOIN);
    if (!stuck.isEmpty()) {
      LOG.warn("the transport of {} is closed, but requests still run in {}", settings.name(), stuck);
    }
  }

  private String listen(HostPort address) throws IOException {
    InetSocketAddress resolved = address.resolve();
    requireTlsOrLoopback(resolved, "listened on");
    if (resolved.getAddress().isAnyLocalAddress() && settings.advertise() == null) {
      throw new BadRequest("listening on " + address + " needs an advertised address that peers can reach");
    }
    Acceptor listening = new Acceptor(resolved, settings.limits().maxHalfOpen(), threads, this::accept);
    acceptor = listening;
    threads.start("highlander-accept", listening::run);
    threads.start("highlander-reader-watch", watch::run);
    HostPort reachable = settings.advertise() == null ? address : HostPort.parse(settings.advertise());
    String advertised = (reachable.port() == 0 ? reachable.withPort(listening.port()) : reachable).toString();
    LOG.info("{} listens on {}, port {}, and is reached at {}", settings.name(), address.host(), listening.port(), advertised);
    return advertised;
  }

  /** On the socket's own thread, which becomes the connection's reader. */
  private void accept(Socket socket) {
    Acceptor listening = Objects.requireNonNull(acceptor);
    String remote = PeerSocket.describe((InetSocketAddress) socket.getRemoteSocketAddress());
    InboundConnection connection = null;
    try {
      guard(socket, settings.timings().handshakeTimeout());
      PeerSocket secured = PeerSocket.secured(socket, settings.tls(), null);
      switch (handshake.accept(new HandshakeChannel(secured.in(), secured.out()), noRoom())) {
        case Handshake.Outcome.Agreed(String name) -> connection = welcome(secured, new Peer(name, remote));
        case Handshake.Outcome.Refused(String reason) -> LOG.warn("no connection from {}: {}", remote, reason);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("no connection from {}: {}", remote, reasonOf(e, socket));
    } finally {
      guard.leave(socket);
      listening.admitted();
      if (connection == null) {
        PeerSocket.closeQuietly(socket);
      }
    }
    if (connection != null) {
      connection.read();
    }
  }

  private @Nullable InboundConnection welcome(PeerSocket socket, Peer peer) throws IOException {
    String noRoom = noRoom();
    if (noRoom != null) { // others came in while this one proved itself
      LOG.warn("no connection from {} at {}: {}", peer.name(), peer.address(), noRoom);
      return null;
    }
    RequestHandler requests = Objects.requireNonNull(handler);
    InboundConnection connection = new InboundConnection(socket, peer, settings, requests, watch, threads, inbound::remove);
    inbound.add(connection);
    watch.add(connection);
    LOG.info("connection from {} at {}", peer.name(), peer.address());
    threads.start("highlander-out-" + peer.name(), connection::write);
    if (closed.get()) {
      connection.close(CLOSED);
    }
    return connection;
  }

  private @Nullable String noRoom() {
    int most = settings.limits().maxConnections();
    return inbound.size() < most ? null : most + " connections are open already, which is the limit";
  }

  private void dial(PeerLink link) {
    try {
      threads.start("highlander-dial-" + link.address(), () -> connect(link));
    } catch (OutOfMemoryError e) {
      link.failed("no thread to connect to " + link.address() + ": " + e.getMessage(), false);
    }
  }

  /** On a thread of its own, which becomes the connection's reader. */
  private void connect(PeerLink link) {
    OutboundConnection connection = null;
    Socket socket = new Socket();
    try {
      HostPort address = HostPort.parse(link.address());
      InetSocketAddress resolved = address.resolve();
      requireTlsOrLoopback(resolved, "connected to");
      guard(socket, settings.timings().connectTimeout().plus(settings.timings().handshakeTimeout()));
      socket.connect(resolved, (int) settings.timings().connectTimeout().toMillis());
      PeerSocket secured = PeerSocket.secured(socket, settings.tls(), address);
      switch (handshake.dial(new HandshakeChannel(secured.in(), secured.out()))) {
        case Handshake.Outcome.Agreed(String name) ->
            connection = new OutboundConnection(secured, name, link.settings().limits(), link.settings().timings());
        case Handshake.Outcome.Refused(String reason) -> dialFailed(link, reason, false);
      }
      if (connection != null) {
        LOG.info("connected to {}{}", link.address(), link.settings() == probing ? " for probes" : "");
        threads.start("highlander-out-" + link.address(), connection::write);
      }
    } catch (IOException | RuntimeException e) {
      connection = null;
      // Within the connect time-out this exception means that the peer's machine refused: nobody listens there.
      dialFailed(link, reasonOf(e, socket), e instanceof ConnectException);
    } finally {
      guard.leave(socket);
      if (connection == null) {
        PeerSocket.closeQuietly(socket);
      }
    }
    if (connection != null) {
      link.connected(connection);
      connection.read();
      link.closed(connection);
    }
  }

  private void dialFailed(PeerLink link, String reason, boolean deserted) {
    String sentence = "no connection to " + link.address() + ": " + reason;
    if (link.settings() == probing) {
      LOG.debug("{}", sentence); // who probes tells what comes of it
    } else {
      LOG.warn("{}", sentence);
    }
    link.failed(sentence, deserted);
  }

  private void guard(Socket socket, Duration patience) throws IOException {
    guard.enter(socket, platform.ticker().nanos() + patience.toNanos());
    if (closed.get()) {
      throw new IOException(CLOSED);
    }
  }

  private String reasonOf(Exception e, Socket socket) {
    if (guard.isLate(socket)) {
      return "the handshake was not finished in time";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private void requireTlsOrLoopback(InetSocketAddress address, String what) {
    if (settings.tls() == null && !address.getAddress().isLoopbackAddress()) {
      throw new BadRequest(
          "without TLS only loopback addresses are " + what + ", and " + PeerSocket.describe(address)
              + " is none: configure mutual TLS (a key store and a trust store)");
    }
  }

  private void sweep() {
    if (closed.get()) {
      return;
    }
    long now = platform.ticker().nanos();
    long ran = Math.min(now - lastSweepNanos, 4 * SWEEP.toNanos());
    lastSweepNanos = now;
    try {
      guard.sweep(now);
      sweep(links, now, ran);
      sweep(probes, now, ran);
      inbound.forEach(connection -> connection.sweep(ran));
    } finally {
      platform.scheduling().after(SWEEP, this::sweep);
    }
  }

  private static void sweep(Map<String, PeerLink> way, long now, long ran) {
    way.forEach(
        (address, link) -> {
          if (!link.sweep(now, ran)) {
            way.remove(address, link);
          }
        });
  }
}

package dev.highlander.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reverse proxy on the loopback address that lets each request through, or makes go wrong what can go wrong between a client and an
 * HTTP/1.1 server. It forwards signed requests byte for byte and counts what the client really sent, so a test sees retries it was not told
 * of. Every request has a connection of its own; a virtual thread serves it. Thread-safe.
 */
public final class HttpFaultProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFaultProxy.class);
  private static final int UPSTREAM_TIMEOUT_MILLIS = 60_000;

  private record Planned(Predicate<SeenRequest> requests, HttpFault fault) {}

  private final URI upstream;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
  private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();
  private volatile @Nullable HttpFault standing;

  private HttpFaultProxy(URI upstream, ServerSocket listening) {
    this.upstream = upstream;
    this.listening = listening;
  }

  /** Starts a proxy on a free port. */
  public static HttpFaultProxy inFrontOf(URI upstream) throws IOException {
    var proxy = new HttpFaultProxy(upstream, new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()));
    proxy.threads.execute(proxy::acceptAll);
    return proxy;
  }

  /** Where clients connect to. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** The next request with this method meets the fault. Faults are used up in the order given, each by the first request it fits. */
  public HttpFaultProxy next(String method, HttpFault fault) {
    return next(request -> request.method().equals(method), fault);
  }

  /** The next fitting request meets the fault. */
  public HttpFaultProxy next(Predicate<SeenRequest> requests, HttpFault fault) {
    planned.add(new Planned(requests, fault));
    return this;
  }

  /** From now on every request for which nothing is planned meets the fault. */
  public HttpFaultProxy every(HttpFault fault) {
    standing = fault;
    return this;
  }

  /** From now on nothing goes wrong; what is held stays held. */
  public HttpFaultProxy heal() {
    planned.clear();
    standing = null;
    return this;
  }

  /** Every request that arrived, in order. */
  public List<SeenRequest> seen() {
    return List.copyOf(seen);
  }

  /** How many requests with this method arrived. */
  public long count(String method) {
    return seen.stream().filter(request -> request.method().equals(method)).count();
  }

  /** Forgets which requests arrived. */
  public void forget() {
    seen.clear();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    closeQuietly(listening);
    clients.forEach(HttpFaultProxy::closeQuietly);
  }

  private void acceptAll() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        clients.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException | RuntimeException e) {
        LOG.trace("no further connections", e);
      }
    }
  }

  private void serve(Socket client) {
    boolean keep = false;
    try {
      @Nullable RawRequest request = RawRequest.read(new BufferedInputStream(client.getInputStream()));
      if (request != null) {
        seen.add(request.seen());
        keep = exchange(client, request, take(request.seen()));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("a connection ended: {}", e.toString());
    } finally {
      if (!keep) {
        closeQuietly(client);
        clients.remove(client);
      }
    }
  }

  /** Whether the client's connection stays open in silence. */
  private boolean exchange(Socket client, RawRequest request, @Nullable HttpFault fault) throws IOException {
    switch (fault) {
      case null -> answer(client, forward(request));
      case HttpFault.LoseReply() -> {
        forward(request);
        reset(client);
      }
      case HttpFault.SilenceAfterCommit() -> forward(request);
      case HttpFault.FailAfterCommit(int status, String code) -> {
        forward(request);
        answer(client, error(status, code));
      }
      case HttpFault.BlackHole() -> LOG.debug("{} is swallowed", request.seen());
      case HttpFault.Reset() -> reset(client);
      case HttpFault.Answer(int status, String code) -> answer(client, error(status, code));
      case HttpFault.Slow(var delay) -> {
        new CompletableFuture<Void>().completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS).join();
        answer(client, forward(request));
      }
      case HttpFault.HoldRequest(var until) -> {
        until.join();
        answer(client, forward(request));
      }
      case HttpFault.ArriveLate(var when, var answered) -> {
        reset(client);
        forwardLater(request, when, answered);
      }
      case HttpFault.Duplicate(var when, var answered) -> {
        answer(client, forward(request));
        forwardLater(request, when, answered);
      }
    }
    return fault instanceof HttpFault.BlackHole || fault instanceof HttpFault.SilenceAfterCommit;
  }

  private void forwardLater(RawRequest request, CompletableFuture<?> when, CompletableFuture<Integer> answered) {
    when.thenRunAsync(() -> {
      try {
        String statusLine = new String(forward(request), UTF_8).lines().findFirst().orElseThrow();
        answered.complete(Integer.parseInt(statusLine.split(" ", 3)[1]));
      } catch (IOException e) {
        answered.completeExceptionally(new UncheckedIOException(e));
      }
    }, threads);
  }

  private byte[] forward(RawRequest request) throws IOException {
    try (var server = new Socket(upstream.getHost(), upstream.getPort())) {
      server.setSoTimeout(UPSTREAM_TIMEOUT_MILLIS);
      server.getOutputStream().write(request.head());
      server.getOutputStream().write(request.body());
      server.getOutputStream().flush();
      InputStream answer = server.getInputStream();
      return answer.readAllBytes();
    }
  }

  private static void answer(Socket client, byte[] response) throws IOException {
    client.getOutputStream().write(response);
    client.getOutputStream().flush();
  }

  /** Closes so that the client sees a reset and not an end. */
  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private static byte[] error(int status, String code) {
    String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>injected</Message>"
        + "<RequestId>fault-proxy</RequestId></Error>";
    return ("HTTP/1.1 " + status + " Injected\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
        + "\r\nConnection: close\r\n\r\n" + body).getBytes(UTF_8);
  }

  private @Nullable HttpFault take(SeenRequest request) {
    for (Planned each : planned) {
      if (each.requests.test(request) && planned.remove(each)) {
        return each.fault;
      }
    }
    return standing;
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      LOG.trace("closing", e);
    }
  }
}

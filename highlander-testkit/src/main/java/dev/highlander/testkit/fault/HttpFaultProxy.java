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
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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
  private static final long FOREVER_NANOS = Duration.ofDays(36_500).toNanos();

  /** How many requests are remembered. */
  private static final int SEEN = 10_000;

  /** A fault for so many fitting requests that come before a moment. */
  private record Planned(Predicate<SeenRequest> requests, HttpFault fault, AtomicLong left, long untilNanos) {

    boolean isOver() {
      return left.get() <= 0 || System.nanoTime() - untilNanos > 0;
    }

    boolean takes(SeenRequest request) {
      return !isOver() && requests.test(request) && left.getAndDecrement() > 0;
    }
  }

  private final URI upstream;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
  private final BlockingDeque<SeenRequest> seen = new LinkedBlockingDeque<>(SEEN);
  private final LongAdder faults = new LongAdder();
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
    return next(1, requests, fault);
  }

  /** The next so many fitting requests meet the fault. */
  public HttpFaultProxy next(int count, Predicate<SeenRequest> requests, HttpFault fault) {
    return plan(new Planned(requests, fault, new AtomicLong(count), System.nanoTime() + FOREVER_NANOS));
  }

  /** Every fitting request that comes within this time from now on meets the fault, unless it meets one that was planned earlier. */
  public HttpFaultProxy during(Duration time, Predicate<SeenRequest> requests, HttpFault fault) {
    return plan(new Planned(requests, fault, new AtomicLong(Long.MAX_VALUE), System.nanoTime() + time.toNanos()));
  }

  private HttpFaultProxy plan(Planned fault) {
    planned.removeIf(Planned::isOver);
    planned.add(fault);
    return this;
  }

  /** From now on every request for which nothing is planned meets the fault. */
  public HttpFaultProxy every(HttpFault fault) {
    standing = fault;
    return this;
  }

  /** From now on nothing goes wrong; what is held stays held, and what is to arrive late or again still does. */
  public HttpFaultProxy heal() {
    planned.clear();
    standing = null;
    return this;
  }

  /** The requests that arrived, in order; of more than 10,000 the last ones. */
  public List<SeenRequest> seen() {
    return List.copyOf(seen);
  }

  /** How many requests have met a fault. */
  public long faults() {
    return faults.sum();
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
        remember(request.seen());
        keep = exchange(client, request, take(request.seen()));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("a connection ended: {}", e.toString());
      reset(client);
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
        after(delay).join();
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
      case HttpFault.Late(var after) -> {
        reset(client);
        forwardLater(request, after(after), new CompletableFuture<>());
      }
      case HttpFault.Twice(var again) -> {
        answer(client, forward(request));
        forwardLater(request, after(again), new CompletableFuture<>());
      }
    }
    return fault instanceof HttpFault.BlackHole || fault instanceof HttpFault.SilenceAfterCommit;
  }

  private static CompletableFuture<?> after(Duration delay) {
    return new CompletableFuture<@Nullable Void>().completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
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
  private static void reset(Socket client) {
    try {
      client.setSoLinger(true, 0);
      client.close();
    } catch (IOException alreadyClosed) {
      LOG.trace("closing", alreadyClosed);
    }
  }

  private static byte[] error(int status, String code) {
    String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>injected</Message>"
        + "<RequestId>fault-proxy</RequestId></Error>";
    return ("HTTP/1.1 " + status + " Injected\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
        + "\r\nConnection: close\r\n\r\n" + body).getBytes(UTF_8);
  }

  private @Nullable HttpFault take(SeenRequest request) {
    HttpFault fault = planned.stream().filter(each -> each.takes(request)).findFirst().map(Planned::fault).orElse(standing);
    planned.removeIf(Planned::isOver);
    if (fault != null) {
      faults.increment();
    }
    return fault;
  }

  private void remember(SeenRequest request) {
    while (!seen.offerLast(request)) {
      seen.pollFirst();
    }
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      LOG.trace("closing", e);
    }
  }
}

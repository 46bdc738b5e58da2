package dev.highlander.samples.todo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The demo's one address: the page, and behind {@code /nodes/<name>/} each node's gateway.
 *
 * <p>The page could call the nodes' addresses itself only if their gateways allowed other origins; but they believe {@code X-User}, so
 * any page open in the same browser could then act as anybody. One origin needs no such permission. It also outlives a node's restart on
 * another port. What it does not do is choose: the page says which node it means, sees which one is gone ({@code X-Node-Unreachable}) and
 * goes on through another by itself, with the same {@code Idempotency-Key}.
 *
 * <p>For the demo only, on the loopback address. A request that names another host (a page that resolved its own name to this address) is
 * refused. Bodies are at most 4 MiB, as the gateways'.
 */
final class FrontDoor implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(35);
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade");

  private final Map<String, URI> gateways = new ConcurrentSkipListMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).executor(threads).build();
  private final List<String> names;
  private final HttpServer server;

  private FrontDoor(List<String> names, HttpServer server) {
    this.names = List.copyOf(names);
    this.server = server;
  }

  /**
   * Opens it.
   *
   * @param names of the nodes, in the order the page shows them
   * @param port on 127.0.0.1; 0 for a free one
   * @throws IllegalStateException if the port is taken
   */
  static FrontDoor open(List<String> names, int port) {
    try {
      var door = new FrontDoor(names, HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
      door.server.setExecutor(door.threads);
      door.server.createContext("/", door::handle);
      door.server.start();
      return door;
    } catch (IOException e) {
      throw new IllegalStateException("can't listen on port " + port + " of 127.0.0.1: " + e.getMessage(), e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** From now on requests for the node go to this address. */
  void serves(NodeAddress node) {
    gateways.put(node.name(), node.gateway());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (!namesThisHost(exchange)) {
        send(exchange, 421, "text/plain; charset=utf-8", "this address answers to 127.0.0.1 and localhost only");
      } else if (path.startsWith("/nodes/")) {
        forward(exchange, path);
      } else if (path.equals("/app/nodes")) {
        send(exchange, 200, "application/json", nodesForThePage());
      } else {
        PageFile file = PageFile.find(path.substring(1));
        exchange.getResponseHeaders().set("Content-Security-Policy", PageFile.POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (file == null) {
          send(exchange, 404, "text/plain; charset=utf-8", "nothing is here");
        } else {
          send(exchange, 200, file.contentType(), file.content());
        }
      }
    }
  }

  private boolean namesThisHost(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    int port = server.getAddress().getPort();
    return ("127.0.0.1:" + port).equals(host) || ("localhost:" + port).equals(host);
  }

  private String nodesForThePage() {
    return names.stream()
        .map(name -> "{\"name\":\"" + name + "\",\"base\":\"/nodes/" + name + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void forward(HttpExchange exchange, String path) throws IOException {
    int end = path.indexOf('/', "/nodes/".length());
    String name = end < 0 ? "" : path.substring("/nodes/".length(), end);
    if (!names.contains(name)) {
      send(exchange, 404, "text/plain; charset=utf-8", "no such node");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      send(exchange, 413, "text/plain; charset=utf-8", "a body is at most " + MAX_BODY_BYTES + " bytes");
      return;
    }
    URI gateway = gateways.get(name);
    if (gateway == null) {
      unreachable(exchange, name + " has not started yet", "no");
      return;
    }
    try {
      HttpRequest request = request(exchange, gateway, path.substring(end), body);
      HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      relay(exchange, answer);
    } catch (ConnectException e) {
      unreachable(exchange, name + " does not listen", "no");
    } catch (IOException e) {
      unreachable(exchange, "the connection to " + name + " broke", "unknown");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpRequest request(HttpExchange exchange, URI gateway, String path, byte[] body) {
    String query = exchange.getRequestURI().getRawQuery();
    URI target = URI.create("http://" + gateway.getRawAuthority() + path + (query == null ? "" : "?" + query));
    var request =
        HttpRequest.newBuilder(target)
            .timeout(ANSWER)
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange.getRequestHeaders().forEach((header, values) -> {
      if (!OF_ONE_CONNECTION.contains(header.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(header, value));
      }
    });
    return request.build();
  }

  private static void relay(HttpExchange exchange, HttpResponse<InputStream> answer) throws IOException {
    byte[] content;
    try (InputStream body = answer.body()) {
      content = body.readAllBytes();
    }
    answer.headers().map().forEach((header, values) -> {
      if (!OF_ONE_CONNECTION.contains(header.toLowerCase(Locale.ROOT))) {
        exchange.getResponseHeaders().put(header, values);
      }
    });
    exchange.sendResponseHeaders(answer.statusCode(), content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
  }

  private static void unreachable(HttpExchange exchange, String detail, String executed) throws IOException {
    exchange.getResponseHeaders().set("X-Node-Unreachable", "true");
    send(exchange, 502, "application/problem+json",
        "{\"title\":\"Node unreachable\",\"status\":502,\"detail\":\"" + detail + "\",\"executed\":\"" + executed + "\"}");
  }

  private static void send(HttpExchange exchange, int status, String contentType, String content) throws IOException {
    send(exchange, status, contentType, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String contentType, byte[] content) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Closes at once; requests that run are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }

  /** One file of the page, from the class path. */
  private record PageFile(String contentType, byte[] content) {

    static final String POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
        "html", "text/html; charset=utf-8",
        "css", "text/css; charset=utf-8",
        "js", "text/javascript; charset=utf-8",
        "svg", "image/svg+xml");

    static @Nullable PageFile find(String path) {
      String name = path.isEmpty() ? "index.html" : path;
      if (!name.matches("[a-z-]+\\.[a-z]+")) {
        return null;
      }
      String type = TYPES.get(name.substring(name.indexOf('.') + 1));
      try (InputStream in = FrontDoor.class.getResourceAsStream("/page/" + name)) {
        return type == null || in == null ? null : new PageFile(type, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

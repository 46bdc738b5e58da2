package dev.highlander.testkit.cluster;

import dev.highlander.spi.Transport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Dials what stands between this process and each peer instead of the peer's own address. */
final class RoutedTransport implements Transport {

  private final Transport inner;
  private final Map<String, String> routes;
  private final Consumer<String> listening;

  /**
   * A transport.
   *
   * @param routes the address to dial by the peer's own address; others are dialled as they are
   * @param listening told the address once this process listens
   */
  RoutedTransport(Transport inner, Map<String, String> routes, Consumer<String> listening) {
    this.inner = inner;
    this.routes = Map.copyOf(routes);
    this.listening = listening;
  }

  private String route(String address) {
    return routes.getOrDefault(address, address);
  }

  @Override
  public CompletableFuture<String> start(RequestHandler handler) {
    return inner.start(handler).thenApply(
        address -> {
          listening.accept(address);
          return address;
        });
  }

  @Override
  public void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    inner.request(route(address), body, timeoutNanos, replyHandler);
  }

  @Override
  public void probe(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    inner.probe(route(address), body, timeoutNanos, replyHandler);
  }

  @Override
  public void disconnect(String address, String reason) {
    inner.disconnect(route(address), reason);
  }

  @Override
  public void close() {
    inner.close();
  }
}

package dev.highlander.http;

import dev.highlander.ObjectSpace;
import dev.highlander.internal.client.NodeInternals;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a node's objects reachable over HTTP. It holds no state: any number of gateways serve the same objects, and a client may go to
 * another one with its next request. Thread-safe.
 *
 * <pre>{@code
 * try (var gateway = HttpGateway.on(node).listen("127.0.0.1:8080").authenticator(Authenticator.demoUsers()).start()) { ... }
 * }</pre>
 */
public final class HttpGateway implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

  private final JettyServer server;
  private final URI address;
  private final PrometheusMeterRegistry meters;

  HttpGateway(JettyServer server, URI address, PrometheusMeterRegistry meters) {
    this.server = server;
    this.address = address;
    this.meters = meters;
  }

  /** A gateway of this node or client, to be configured and started. */
  public static HttpGatewayBuilder on(ObjectSpace space) {
    return new HttpGatewayBuilder(space);
  }

  /** Where it listens, such as {@code http://127.0.0.1:8080}, with the port that was chosen if it was left open. */
  public URI address() {
    return address;
  }

  /** What {@code /metrics} shows. */
  public PrometheusMeterRegistry meters() {
    return meters;
  }

  /** Takes no new requests, waits up to 5 s for those in flight, and closes all connections. Idempotent; the node runs on. */
  @Override
  public void close() {
    try {
      server.stop();
      LOG.info("HTTP gateway at {} stopped", address);
    } catch (Exception e) {
      LOG.warn("HTTP gateway at {} stopped with an error", address, e);
    }
  }

  static NodeInternals internals(ObjectSpace space) {
    if (space instanceof NodeInternals internals) {
      return internals;
    }
    throw new IllegalArgumentException(space.getClass().getName() + " is not a node or client that this framework has started");
  }
}

package dev.highlander.internal;

import dev.highlander.spi.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transport that throws instead of sending, for as long as a test says. */
public final class BrittleTransport implements Transport {

  private final Transport transport;
  private final Supplier<@Nullable Error> thrown;

  /**
   * A transport on another one.
   *
   * @param thrown what is thrown now; null: it sends
   */
  public BrittleTransport(Transport transport, Supplier<@Nullable Error> thrown) {
    this.transport = transport;
    this.thrown = thrown;
  }

  private void breakIfToldTo() {
    Error error = thrown.get();
    if (error != null) {
      throw error;
    }
  }

  @Override
  public CompletableFuture<String> start(RequestHandler handler) {
    return transport.start(handler);
  }

  @Override
  public void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    breakIfToldTo();
    transport.request(address, body, timeoutNanos, replyHandler);
  }

  @Override
  public void probe(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    breakIfToldTo();
    transport.probe(address, body, timeoutNanos, replyHandler);
  }

  @Override
  public void disconnect(String address, String reason) {
    transport.disconnect(address, reason);
  }

  @Override
  public void close() {
    transport.close();
  }
}

package dev.highlander.benchmarks.cases;

import dev.highlander.spi.Transport;
import java.util.concurrent.CompletableFuture;

/** A transport that remembers how long the last request's and the last reply's bodies were. Thread-safe. */
final class FrameLengths implements Transport {

  private final Transport transport;
  private volatile int request;
  private volatile int reply;

  FrameLengths(Transport transport) {
    this.transport = transport;
  }

  int request() {
    return request;
  }

  int reply() {
    return reply;
  }

  @Override
  public CompletableFuture<String> start(RequestHandler handler) {
    return transport.start(handler);
  }

  @Override
  public void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    request = body.length;
    transport.request(
        address,
        body,
        timeoutNanos,
        new ReplyHandler() {
          @Override
          public void onReply(byte[] answer) {
            reply = answer.length;
            replyHandler.onReply(answer);
          }

          @Override
          public void onFailure(Failure failure) {
            replyHandler.onFailure(failure);
          }
        });
  }

  @Override
  public void close() {
    transport.close();
  }
}

package dev.highlander.testkit;

import dev.highlander.spi.Transport;
import dev.highlander.spi.Transport.Failure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One request of a test and what became of it. */
public final class Asked implements Transport.ReplyHandler {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<byte[]> reply = new CompletableFuture<>();
  private final CompletableFuture<Failure> failure = new CompletableFuture<>();
  private final AtomicInteger answers = new AtomicInteger();

  private Asked() {}

  public static Asked ask(Transport transport, String address, byte[] body, Duration timeout) {
    Asked asked = new Asked();
    transport.request(address, body, timeout.toNanos(), asked);
    return asked;
  }

  public static Asked probe(Transport transport, String address, byte[] body, Duration timeout) {
    Asked asked = new Asked();
    transport.probe(address, body, timeout.toNanos(), asked);
    return asked;
  }

  @Override
  public void onReply(byte[] body) {
    answers.incrementAndGet();
    reply.complete(body);
    failure.completeExceptionally(new AssertionError("a reply of " + body.length + " bytes where a failure was expected"));
  }

  @Override
  public void onFailure(Failure what) {
    answers.incrementAndGet();
    failure.complete(what);
    reply.completeExceptionally(new AssertionError("no reply: " + what));
  }

  /** The reply; an assertion error if there is none. */
  public byte[] reply() {
    return await(reply);
  }

  /** The failure; an assertion error if it was a reply. */
  public Failure failure() {
    return await(failure);
  }

  public boolean isDone() {
    return reply.isDone();
  }

  /** How often it was answered. */
  public int answers() {
    return answers.get();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      @Nullable Throwable cause = e.getCause();
      throw cause instanceof AssertionError error ? error : new AssertionError(cause);
    } catch (TimeoutException e) {
      throw new AssertionError("a request was not answered within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

package dev.highlander.testkit.fault;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What happens to one request at the {@link HttpFaultProxy}. Values without a {@link CompletableFuture} in them can be used for any number of
 * requests.
 */
public sealed interface HttpFault {

  /** The server carries it out; the client's connection is reset without an answer. */
  record LoseReply() implements HttpFault {}

  /** The server carries it out; the client hears nothing at all, ever. */
  record SilenceAfterCommit() implements HttpFault {}

  /** The server carries it out; the client is answered with this error. */
  record FailAfterCommit(int status, String code) implements HttpFault {}

  /** The server never sees it; the client hears nothing at all. */
  record BlackHole() implements HttpFault {}

  /** The server never sees it; the client's connection is reset when it has sent everything. */
  record Reset() implements HttpFault {}

  /** The server never sees it; the client is answered with this error. */
  record Answer(int status, String code) implements HttpFault {}

  /** As usual, but later. */
  record Slow(Duration delay) implements HttpFault {}

  /** The server sees it when the trigger completes, and the client hears its answer. */
  record HoldRequest(CompletableFuture<?> until) implements HttpFault {}

  /**
   * The client's connection is reset at once; the server sees the request when the trigger completes.
   *
   * @param answered completes with the status the server then gave
   */
  record ArriveLate(CompletableFuture<?> when, CompletableFuture<Integer> answered) implements HttpFault {}

  /**
   * As usual; and the server sees the same request again when the trigger completes.
   *
   * @param answered completes with the status the server then gave
   */
  record Duplicate(CompletableFuture<?> when, CompletableFuture<Integer> answered) implements HttpFault {}

  /**
   * The client's connection is reset at once; the server sees the request so much later, whatever the client has done since.
   *
   * @param after how long after the request came
   */
  record Late(Duration after) implements HttpFault {}

  /**
   * As usual; and the server sees the same request again so much later.
   *
   * @param again how long after it was answered the first time
   */
  record Twice(Duration again) implements HttpFault {}
}

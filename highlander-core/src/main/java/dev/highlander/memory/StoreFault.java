package dev.highlander.memory;

import java.util.concurrent.CompletableFuture;

/**
 * What may go wrong with one write to a {@link MemoryStore}: each is something that was seen on real networks and products (protocol F4).
 * Moments are futures, so that a test or a simulated clock decides them: {@code scheduling.after(delay, () -> trigger.complete(null))}.
 */
public sealed interface StoreFault {

  /** The write is decided as usual, its answer is lost: {@code Unknown}. */
  record LoseReply() implements StoreFault {}

  /** The write never arrives: {@code Unknown}, nothing written. */
  record LoseRequest() implements StoreFault {}

  /** The write is {@code Refused}, nothing written. */
  record Refuse(String reason) implements StoreFault {}

  /** The store asks to try again: {@code RetryCondition}, nothing written. */
  record AskRetry() implements StoreFault {}

  /** The write arrives when the trigger completes, and is decided and answered then. */
  record HoldRequest(CompletableFuture<?> until) implements StoreFault {}

  /** The write is decided at once and answered when the trigger completes. */
  record HoldReply(CompletableFuture<?> until) implements StoreFault {}

  /** The caller hears {@code Unknown} at once; the write arrives when the trigger completes. */
  record ArriveLate(CompletableFuture<?> when) implements StoreFault {}

  /** The write is decided and answered as usual, and arrives a second time when the trigger completes. */
  record Duplicate(CompletableFuture<?> when) implements StoreFault {}
}

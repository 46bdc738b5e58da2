package dev.highlander.internal.routing;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings a call to its object's owner, wherever that is. Thread-safe. */
public interface CallRouter {

  /**
   * Routes a call until it has an answer or its deadline has passed. Assigns a request id to an operation that writes and has none. The
   * future is always completed normally, with {@link Answer.Done} or {@link Answer.Failed}, on any thread, and not much later than the
   * deadline whatever becomes of the owner, the transport and the threads of this process: callers rely on it and wait without a time-out.
   */
  CompletableFuture<Answer> route(Invocation invocation);

  /**
   * The caller of {@link #route} waits no longer: completes the future, unless it is completed, with what is known now. For an update that may
   * have been sent that is {@code OUTCOME_UNKNOWN} with the request id it was sent with. A router that can't tell does nothing; the caller
   * then waits on.
   */
  default void abandon(CompletableFuture<Answer> call) {}

  /** Whether {@link #readHere} can ever answer: not in a process that hosts nothing. */
  default boolean readsHere() {
    return true;
  }

  /**
   * Answers a read of an object that is active in this process on the calling thread, without a queue, a copy or a future; null if it can't
   * be answered so, whereupon {@link #route} is to be called.
   */
  @Nullable Answer readHere(Invocation invocation);
}

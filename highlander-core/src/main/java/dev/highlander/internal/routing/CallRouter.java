package dev.highlander.internal.routing;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings a call to its object's owner, wherever that is. Thread-safe. */
public interface CallRouter {

  /**
   * Routes a call until it has an answer or its deadline has passed. Assigns a request id to an operation that writes and has none. The
   * future is always completed normally, with {@link Answer.Done} or {@link Answer.Failed}, on any thread.
   */
  CompletableFuture<Answer> route(Invocation invocation);

  /**
   * Answers a read of an object that is active in this process on the calling thread, without a queue, a copy or a future; null if it can't
   * be answered so, whereupon {@link #route} is to be called.
   */
  @Nullable Answer readHere(Invocation invocation);
}

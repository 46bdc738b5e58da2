package dev.highlander;

import dev.highlander.handler.Handler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What every overload of {@code update} and {@code query} comes down to. Use those: they check arguments and result at
 * compile time. This form is for adapters that hold a handler and its arguments as values.
 *
 * @param <S> the object's type
 */
public interface HandlerCalls<S> {

  /**
   * Calls a handler and waits for its answer.
   *
   * @param handler a method reference to an {@code @Update} or {@code @Query} method of the object's type
   * @param arguments its arguments, without {@code Call}
   * @param <R> type of what the caller gets: the next state, the reply of a {@link Change}, or a query's result
   * @throws BadRequest if it is no such method reference, or the arguments don't fit it
   */
  <R extends @Nullable Object> R call(Handler handler, @Nullable Object... arguments);

  /** As {@link #call}, without waiting. */
  <R extends @Nullable Object> CompletableFuture<R> callAsync(Handler handler, @Nullable Object... arguments);
}

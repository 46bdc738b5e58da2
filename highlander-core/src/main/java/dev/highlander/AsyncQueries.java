package dev.highlander;

import dev.highlander.handler.QueryHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code queryAsync} for every shape of handler: as {@link Queries}, without waiting. See {@link AsyncUpdates} for the
 * future.
 *
 * @param <S> the object's type
 */
public interface AsyncQueries<S> extends HandlerCalls<S> {

  default <R extends @Nullable Object> CompletableFuture<R> queryAsync(QueryHandler.Args0<S, R> handler) {
    return callAsync(handler);
  }

  default <R extends @Nullable Object> CompletableFuture<R> queryAsync(QueryHandler.Args0Call<S, R> handler) {
    return callAsync(handler);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> queryAsync(
      QueryHandler.Args1<S, A, R> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> queryAsync(
      QueryHandler.Args1Call<S, A, R> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> queryAsync(
      QueryHandler.Args2<S, A, B, R> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> queryAsync(
      QueryHandler.Args2Call<S, A, B, R> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> queryAsync(QueryHandler.Args3<S, A, B, C, R> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> queryAsync(QueryHandler.Args3Call<S, A, B, C, R> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> queryAsync(QueryHandler.Args4<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> queryAsync(QueryHandler.Args4Call<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }
}

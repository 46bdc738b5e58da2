package dev.highlander;

import dev.highlander.handler.ChangeHandler;
import dev.highlander.handler.InPlaceHandler;
import dev.highlander.handler.NextStateHandler;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code updateAsync} for every shape of handler: as {@link Updates}, without waiting. The future is completed exceptionally
 * with the same {@link HighlanderException}; only a mistake in the call itself is thrown at once. Continuations may run on a
 * thread of the runtime: they do not block, or are given an executor.
 *
 * @param <S> the object's type
 */
@SuppressWarnings("overloads") // a method reference has a shape of its own, so exactly one of them fits
public interface AsyncUpdates<S> extends HandlerCalls<S> {

  default CompletableFuture<S> updateAsync(NextStateHandler.Args0<S> handler) {
    return callAsync(handler);
  }

  default CompletableFuture<S> updateAsync(NextStateHandler.Args0Call<S> handler) {
    return callAsync(handler);
  }

  default <A extends @Nullable Object> CompletableFuture<S> updateAsync(NextStateHandler.Args1<S, A> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object> CompletableFuture<S> updateAsync(NextStateHandler.Args1Call<S, A> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<S> updateAsync(
      NextStateHandler.Args2<S, A, B> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<S> updateAsync(
      NextStateHandler.Args2Call<S, A, B> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> CompletableFuture<S> updateAsync(
      NextStateHandler.Args3<S, A, B, C> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> CompletableFuture<S> updateAsync(
      NextStateHandler.Args3Call<S, A, B, C> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      CompletableFuture<S> updateAsync(NextStateHandler.Args4<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      CompletableFuture<S> updateAsync(NextStateHandler.Args4Call<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default <R extends @Nullable Object> CompletableFuture<R> updateAsync(ChangeHandler.Args0<S, R> handler) {
    return callAsync(handler);
  }

  default <R extends @Nullable Object> CompletableFuture<R> updateAsync(ChangeHandler.Args0Call<S, R> handler) {
    return callAsync(handler);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> updateAsync(
      ChangeHandler.Args1<S, A, R> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> updateAsync(
      ChangeHandler.Args1Call<S, A, R> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> updateAsync(
      ChangeHandler.Args2<S, A, B, R> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> updateAsync(
      ChangeHandler.Args2Call<S, A, B, R> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> updateAsync(ChangeHandler.Args3<S, A, B, C, R> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> updateAsync(ChangeHandler.Args3Call<S, A, B, C, R> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> updateAsync(ChangeHandler.Args4<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      CompletableFuture<R> updateAsync(ChangeHandler.Args4Call<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args0<S> handler) {
    return callAsync(handler);
  }

  default CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args0Call<S> handler) {
    return callAsync(handler);
  }

  default <A extends @Nullable Object> CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args1<S, A> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object> CompletableFuture<@Nullable Void> updateAsync(
      InPlaceHandler.Args1Call<S, A> handler, A a) {
    return callAsync(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<@Nullable Void> updateAsync(
      InPlaceHandler.Args2<S, A, B> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> CompletableFuture<@Nullable Void> updateAsync(
      InPlaceHandler.Args2Call<S, A, B> handler, A a, B b) {
    return callAsync(handler, a, b);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object>
      CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args3<S, A, B, C> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object>
      CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args3Call<S, A, B, C> handler, A a, B b, C c) {
    return callAsync(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args4<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      CompletableFuture<@Nullable Void> updateAsync(InPlaceHandler.Args4Call<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return callAsync(handler, a, b, c, d);
  }
}

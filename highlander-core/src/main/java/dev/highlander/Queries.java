package dev.highlander;

import dev.highlander.handler.QueryHandler;
import org.jspecify.annotations.Nullable;

/**
 * {@code query} for every shape of handler: runs on the last durable state, concurrently with other queries, and never waits
 * behind an update.
 *
 * @param <S> the object's type
 */
public interface Queries<S> extends HandlerCalls<S> {

  default <R extends @Nullable Object> R query(QueryHandler.Args0<S, R> handler) {
    return call(handler);
  }

  default <R extends @Nullable Object> R query(QueryHandler.Args0Call<S, R> handler) {
    return call(handler);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> R query(QueryHandler.Args1<S, A, R> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> R query(QueryHandler.Args1Call<S, A, R> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R query(
      QueryHandler.Args2<S, A, B, R> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R query(
      QueryHandler.Args2Call<S, A, B, R> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R query(QueryHandler.Args3<S, A, B, C, R> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R query(QueryHandler.Args3Call<S, A, B, C, R> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      R query(QueryHandler.Args4<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      R query(QueryHandler.Args4Call<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }
}

package dev.highlander;

import dev.highlander.handler.ChangeHandler;
import dev.highlander.handler.InPlaceHandler;
import dev.highlander.handler.NextStateHandler;
import org.jspecify.annotations.Nullable;

/**
 * {@code update} for every shape of handler. The call returns when the new state is durable; it is applied at most once,
 * whatever is sent twice on the way, and throws a {@link HighlanderException} that says whether it was executed.
 *
 * <p>A handler is named by a plain method reference: {@code list.update(TodoList::rename, "Shopping")}. It returns the next
 * state, or the reply of its {@link Change}, or nothing if it is a {@code void} method of a mutable class. Each shape has a
 * functional interface of its own, because methods that differ only in the type arguments of one interface have the same
 * erasure. A {@code long} parameter takes {@code 5L}: an {@code int} is not widened to {@link Long}.
 *
 * @param <S> the object's type
 */
@SuppressWarnings("overloads") // a method reference has a shape of its own, so exactly one of them fits
public interface Updates<S> extends HandlerCalls<S> {

  default S update(NextStateHandler.Args0<S> handler) {
    return call(handler);
  }

  default S update(NextStateHandler.Args0Call<S> handler) {
    return call(handler);
  }

  default <A extends @Nullable Object> S update(NextStateHandler.Args1<S, A> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object> S update(NextStateHandler.Args1Call<S, A> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> S update(NextStateHandler.Args2<S, A, B> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> S update(
      NextStateHandler.Args2Call<S, A, B> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> S update(
      NextStateHandler.Args3<S, A, B, C> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> S update(
      NextStateHandler.Args3Call<S, A, B, C> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      S update(NextStateHandler.Args4<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      S update(NextStateHandler.Args4Call<S, A, B, C, D> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }

  default <R extends @Nullable Object> R update(ChangeHandler.Args0<S, R> handler) {
    return call(handler);
  }

  default <R extends @Nullable Object> R update(ChangeHandler.Args0Call<S, R> handler) {
    return call(handler);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> R update(ChangeHandler.Args1<S, A, R> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object, R extends @Nullable Object> R update(ChangeHandler.Args1Call<S, A, R> handler, A a) {
    return call(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R update(
      ChangeHandler.Args2<S, A, B, R> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R update(
      ChangeHandler.Args2Call<S, A, B, R> handler, A a, B b) {
    return call(handler, a, b);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R update(ChangeHandler.Args3<S, A, B, C, R> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R update(ChangeHandler.Args3Call<S, A, B, C, R> handler, A a, B b, C c) {
    return call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      R update(ChangeHandler.Args4<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      R update(ChangeHandler.Args4Call<S, A, B, C, D, R> handler, A a, B b, C c, D d) {
    return call(handler, a, b, c, d);
  }

  default void update(InPlaceHandler.Args0<S> handler) {
    call(handler);
  }

  default void update(InPlaceHandler.Args0Call<S> handler) {
    call(handler);
  }

  default <A extends @Nullable Object> void update(InPlaceHandler.Args1<S, A> handler, A a) {
    call(handler, a);
  }

  default <A extends @Nullable Object> void update(InPlaceHandler.Args1Call<S, A> handler, A a) {
    call(handler, a);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> void update(InPlaceHandler.Args2<S, A, B> handler, A a, B b) {
    call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object> void update(
      InPlaceHandler.Args2Call<S, A, B> handler, A a, B b) {
    call(handler, a, b);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> void update(
      InPlaceHandler.Args3<S, A, B, C> handler, A a, B b, C c) {
    call(handler, a, b, c);
  }

  default <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> void update(
      InPlaceHandler.Args3Call<S, A, B, C> handler, A a, B b, C c) {
    call(handler, a, b, c);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      void update(InPlaceHandler.Args4<S, A, B, C, D> handler, A a, B b, C c, D d) {
    call(handler, a, b, c, d);
  }

  default <A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object>
      void update(InPlaceHandler.Args4Call<S, A, B, C, D> handler, A a, B b, C c, D d) {
    call(handler, a, b, c, d);
  }
}

package dev.highlander.handler;

import dev.highlander.Call;
import dev.highlander.Change;
import org.jspecify.annotations.Nullable;

/**
 * An {@code @Update} method that returns a {@link Change}: the next state, and a reply for the caller. One shape for each
 * number of arguments, with and without a trailing {@code Call}.
 */
public interface ChangeHandler extends Handler {

  /** With no arguments. */
  @FunctionalInterface
  interface Args0<S, R extends @Nullable Object> extends ChangeHandler {
    Change<S, R> handle(S state) throws Exception;
  }

  /** With no arguments and a {@code Call}. */
  @FunctionalInterface
  interface Args0Call<S, R extends @Nullable Object> extends ChangeHandler {
    Change<S, R> handle(S state, Call call) throws Exception;
  }

  /** With one argument. */
  @FunctionalInterface
  interface Args1<S, A extends @Nullable Object, R extends @Nullable Object> extends ChangeHandler {
    Change<S, R> handle(S state, A a) throws Exception;
  }

  /** With one argument and a {@code Call}. */
  @FunctionalInterface
  interface Args1Call<S, A extends @Nullable Object, R extends @Nullable Object> extends ChangeHandler {
    Change<S, R> handle(S state, A a, Call call) throws Exception;
  }

  /** With two arguments. */
  @FunctionalInterface
  interface Args2<S, A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b) throws Exception;
  }

  /** With two arguments and a {@code Call}. */
  @FunctionalInterface
  interface Args2Call<
          S,
          A extends @Nullable Object,
          B extends @Nullable Object,
          R extends @Nullable Object>
      extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b, Call call) throws Exception;
  }

  /** With three arguments. */
  @FunctionalInterface
  interface Args3<
          S,
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b, C c) throws Exception;
  }

  /** With three arguments and a {@code Call}. */
  @FunctionalInterface
  interface Args3Call<
          S,
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b, C c, Call call) throws Exception;
  }

  /** With four arguments. */
  @FunctionalInterface
  interface Args4<
          S,
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b, C c, D d) throws Exception;
  }

  /** With four arguments and a {@code Call}. */
  @FunctionalInterface
  interface Args4Call<
          S,
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      extends ChangeHandler {
    Change<S, R> handle(S state, A a, B b, C c, D d, Call call) throws Exception;
  }
}

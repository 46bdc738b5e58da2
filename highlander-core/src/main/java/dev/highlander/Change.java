package dev.highlander;

import org.jspecify.annotations.Nullable;

/**
 * What an update handler decided: the next state, and a reply that the caller gets once that state is durable.
 *
 * @param <S> the object's type
 * @param <R> the reply's type
 * @param state the next state
 * @param reply the reply, or null
 */
public record Change<S, R>(S state, @Nullable R reply) {

  /** The next state, without a reply. */
  public static <S> Change<S, Void> to(S state) {
    return new Change<>(state, null);
  }

  /** The same next state with a reply. */
  public <T> Change<S, T> reply(@Nullable T reply) {
    return new Change<>(state, reply);
  }
}

package dev.highlander.testkit.history;

import java.util.Optional;

/**
 * What an object does when it does one thing after the other. Without side effects; states are values with {@code equals} and {@code
 * hashCode}, since equal states are explored once.
 *
 * @param <S> its states
 * @param <I> what is asked of it
 * @param <O> what it gives
 */
public interface SequentialModel<S, I, O> {

  /** The state of an object that nothing was asked of. */
  S initial();

  /**
   * The state after executing {@code input} in {@code state}, if the object may give {@code output} for it there; empty if it may not.
   */
  Optional<S> next(S state, I input, O output);

  /** The state after executing {@code input} in {@code state}, whatever it gives. */
  S next(S state, I input);
}

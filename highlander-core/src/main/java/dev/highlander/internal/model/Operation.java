package dev.highlander.internal.model;

import org.jspecify.annotations.Nullable;

/** What a call does to its object. */
public sealed interface Operation {

  /** Whether it may change the object: then it is a turn, carries a request id and is applied at most once. */
  default boolean writes() {
    return !(this instanceof Query || this instanceof Read || this instanceof Exists);
  }

  /** Runs a query handler. */
  record Query(String handler) implements Operation {}

  /** Runs an update handler. */
  record Update(String handler) implements Operation {}

  /** Reads the whole state. */
  record Read() implements Operation {}

  /** Asks whether a state is stored. */
  record Exists() implements Operation {}

  /** Replaces the whole state; its one argument is the new state. */
  record Write(@Nullable Expectation expectation) implements Operation {}

  /** Deletes the state. */
  record Delete(@Nullable Expectation expectation) implements Operation {}

  /** Asks what became of the update with the same request id, and if it was not applied makes sure that it never is. */
  record Settle() implements Operation {}

  /**
   * The state a conditional write is based on.
   *
   * @param version the expected version
   * @param birth the expected birth, or empty for any
   */
  record Expectation(long version, String birth) {}
}

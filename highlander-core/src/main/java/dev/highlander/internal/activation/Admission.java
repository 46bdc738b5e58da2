package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;

/** What is known of an update before it runs. */
sealed interface Admission {

  /**
   * It is to be run.
   *
   * @param head the state it runs on
   * @param stamp of that state: another stamp at the end says that the state was dropped meanwhile
   */
  record Run(Head head, long stamp) implements Admission {}

  /** The same request is under way and will answer both. */
  record Joined() implements Admission {}

  /** Nothing is known of its caller: to be admitted again once that is known to be alive. */
  record UnknownCaller() implements Admission {}

  /**
   * It has an answer already.
   *
   * @param answer which
   */
  record Answered(Answer answer) implements Admission {}
}

package dev.highlander.testkit.history;

/**
 * How an operation ended for its caller.
 *
 * @param <O> what an operation gives
 */
public sealed interface Outcome<O> {

  /** It was answered with this. */
  record Returned<O>(O output) implements Outcome<O> {}

  /**
   * The caller was told for certain that it was not executed: nothing of it may ever be seen.
   *
   * @param reason a few words
   */
  record Refused<O>(String reason) implements Outcome<O> {}

  /** Nobody knows: no answer came. It may have been executed, may still be at any later time, or never; at most once. */
  record Open<O>() implements Outcome<O> {}
}

package dev.highlander.testkit.history;

/**
 * One call of one object.
 *
 * @param caller who called; for messages
 * @param input what was asked
 * @param outcome how it ended
 * @param beganNanos when the caller sent it, by a clock that all callers of the history share
 * @param endedNanos when the caller got the answer, not before {@code beganNanos}; of an {@link Outcome.Open} one when the caller gave
 *     up, or {@code beganNanos} if it never did
 * @param <I> what is asked
 * @param <O> what is given
 */
public record Operation<I, O>(String caller, I input, Outcome<O> outcome, long beganNanos, long endedNanos) {

  public Operation {
    if (!(outcome instanceof Outcome.Open) && endedNanos - beganNanos < 0) {
      throw new IllegalArgumentException("an operation that ended before it began: " + input + " of " + caller);
    }
  }

  @Override
  public String toString() {
    return caller + ": " + input + " -> " + outcome;
  }
}

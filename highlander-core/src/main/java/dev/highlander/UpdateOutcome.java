package dev.highlander;

/** What became of an update whose caller got no answer. Final: asked again, the answer is the same while the request is remembered. */
public sealed interface UpdateOutcome {

  /**
   * It was applied, once, and is durable. Its reply is given to who repeats the call with the same id.
   *
   * @param version of the object that it made
   */
  record Applied(long version) implements UpdateOutcome {}

  /** It was not applied, and never will be: whatever of it is still on its way is refused when it arrives. */
  record NotApplied() implements UpdateOutcome {}
}

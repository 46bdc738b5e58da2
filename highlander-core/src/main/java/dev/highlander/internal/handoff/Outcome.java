package dev.highlander.internal.handoff;

/** What became of one hand-off. */
sealed interface Outcome {

  /** The object is released, or its activation has ended otherwise; the heir has it, or will. */
  record Moved() implements Outcome {}

  /**
   * Nothing was closed.
   *
   * @param reason a sentence for people
   */
  record Kept(String reason) implements Outcome {}
}

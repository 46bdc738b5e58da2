package dev.highlander.internal.persistence;

/** What one check of the start-up probe found. */
sealed interface ProbeVerdict {

  /** As required. */
  record Holds() implements ProbeVerdict {}

  /** The store broke a rule; no network trouble explains it. */
  record Broken(String sentence) implements ProbeVerdict {}

  /** Requests failed, or somebody on the way repeated them: nothing can be concluded, try again with another key. */
  record Unclear(String reason) implements ProbeVerdict {}

  static ProbeVerdict holds() {
    return new Holds();
  }

  static ProbeVerdict broken(String sentence) {
    return new Broken(sentence);
  }

  static ProbeVerdict unclear(String reason) {
    return new Unclear(reason);
  }
}

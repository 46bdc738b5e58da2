package dev.highlander.internal.wire;

/** What one node asks another about who is there; travels apart from calls. */
public sealed interface Probe {

  /**
   * Are you there, and still the one I mean?
   *
   * @param target the incarnation that is meant
   */
  record Ping(String target) implements Probe {}

  /**
   * Can you reach this one? I can't.
   *
   * @param suspect its incarnation
   */
  record Inquiry(String suspect) implements Probe {}

  /** What comes back. */
  sealed interface Reply {

    /**
     * I am here.
     *
     * @param incarnation which I am now; empty between two
     */
    record Pong(String incarnation) implements Reply {}

    /**
     * What I know of the one you asked about.
     *
     * @param juror the incarnation that says so; empty between two
     * @param finding what it is
     * @param evidence a sentence for people
     */
    record Verdict(String juror, Finding finding, String evidence) implements Reply {}
  }

  /** What a node knows of another one. */
  enum Finding {
    /** It answered a moment ago. */
    REACHED,
    /** I can't reach it either. */
    UNREACHABLE,
    /** I can't tell, or don't trust myself. */
    ABSTAINED
  }
}

package dev.highlander.internal.persistence;

import dev.highlander.internal.model.Problem;

/**
 * What an update answered, kept with its effect so that the same request gets the same answer (protocol F6).
 *
 * @param atMillis when the owner began it, wall clock
 * @param fingerprint of operation, arguments and caller: another fingerprint under the same id is refused
 * @param version the version its effect was stored in
 * @param outcome what was answered
 */
public record KeptReply(long atMillis, long fingerprint, long version, Outcome outcome) {

  /** Rough size in the envelope, without the outcome. */
  private static final int FIXED_BYTES = 64;

  /** Of a character as UTF-8. */
  private static final int MAX_CHAR_BYTES = 3;

  /** Roughly how many bytes it takes in the envelope. */
  public int bytes() {
    return FIXED_BYTES
        + switch (outcome) {
          case Outcome.Value value -> value.json().length;
          case Outcome.State state -> 0;
          case Outcome.Refused refused -> MAX_CHAR_BYTES * (refused.problem().message().length() + refused.problem().code().length());
        };
  }

  /** What was answered. */
  public sealed interface Outcome {
    /**
     * A reply.
     *
     * @param json its JSON
     */
    record Value(byte[] json) implements Outcome {}

    /** The whole state, which is not kept twice: a repetition gets the state of its own moment, which includes the update. */
    record State() implements Outcome {}

    /**
     * A refusal that had to be made durable.
     *
     * @param problem what was answered
     */
    record Refused(Problem problem) implements Outcome {}
  }
}

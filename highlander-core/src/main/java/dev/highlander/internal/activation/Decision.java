package dev.highlander.internal.activation;

import dev.highlander.internal.model.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What running one update on a state gave, before anything is durable. */
sealed interface Decision {

  /**
   * The object changes.
   *
   * @param state the next state
   * @param exists whether the object exists afterwards
   * @param birth the creation it belongs to afterwards
   * @param unknown fields to be kept that this type does not know
   * @param reply what the caller gets once it is durable
   * @param wholeState whether the whole state was given by the caller, who may base a conditional write on the version it gets
   */
  record Effect(
      Object state, boolean exists, String birth, @Nullable ObjectNode unknown, Reply reply, boolean wholeState)
      implements Decision {}

  /** The object stays as it is, and that is fine. */
  record Nothing() implements Decision {}

  /**
   * The object stays as it is, and the caller gets an error.
   *
   * @param problem which
   */
  record Refused(Problem problem) implements Decision {}

  /** What the caller of an effect gets. */
  sealed interface Reply {
    /**
     * A value.
     *
     * @param json its JSON
     */
    record Value(byte[] json) implements Reply {}

    /** The state that this very update made. */
    record OwnState() implements Reply {}

    /** The state that is stored. */
    record StoredState() implements Reply {}

    /**
     * A refusal, made durable.
     *
     * @param problem which
     */
    record Error(Problem problem) implements Reply {}
  }
}

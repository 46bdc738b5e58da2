package dev.highlander.testkit.world;

import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every call of a world when it begins and when it ends, in the order of virtual time, on the one thread. A call that never ends is not
 * heard of again: its outcome is unknown.
 */
public interface WorldHistory {

  /** What a call does. */
  enum Kind {
    QUERY,
    UPDATE,
    READ,
    EXISTS,
    WRITE,
    DELETE,
    /** What became of an update is asked for, for good. */
    SETTLE
  }

  /** How a call ended. */
  enum Outcome {
    /** Answered. */
    DONE,
    /** The caller was told that it was not executed. */
    REFUSED,
    /** The caller was told that nobody knows. */
    UNKNOWN
  }

  /**
   * A call began.
   *
   * @param number counts the calls of the world
   * @param process that made it
   * @param kind what it does
   * @param handler the handler's name; empty if none is called
   * @param arguments a JSON array, or null for values that were not made JSON
   * @param request the id that the caller gave it; null if none
   * @param nanos when, in virtual time
   */
  record Begun(
      long number,
      String process,
      ObjectId object,
      Kind kind,
      String handler,
      byte @Nullable [] arguments,
      @Nullable RequestId request,
      long nanos) {}

  /**
   * A call ended.
   *
   * @param value the answer: JSON bytes, or a value of the process; null if there is none
   * @param exists whether the object existed at its version
   * @param version of the object that the answer is about; -1 if it does not say
   * @param problem the error; empty if there is none
   * @param nanos when, in virtual time
   */
  record Ended(
      Begun begun, Outcome outcome, @Nullable Object value, boolean exists, long version, String problem, long nanos) {}

  /** A call began. */
  void began(Begun call);

  /** A call ended. */
  void ended(Ended call);

  /** Everything that is wrong with what was heard so far and was not told before, as sentences. */
  List<String> violations();
}

package dev.highlander;

/**
 * The kinds of errors: one for each thing a caller would do differently. Each says whether the update was executed.
 */
public enum ErrorKind {
  /** A handler or guard refused. The caller shows it. */
  REJECTED(Executed.NO),
  /** Wrong argument, type, handler or id, or over a limit. The caller fixes the call. */
  BAD_REQUEST(Executed.NO),
  /** The guard does not admit this caller. */
  ACCESS_DENIED(Executed.NO),
  /** The object has another version than the one named. The caller reads again. */
  VERSION_CONFLICT(Executed.NO),
  /** No owner can be reached, or the store or the registry is down. The caller retries later. */
  UNAVAILABLE(Executed.NO),
  /** A mailbox, connection, window or node is full. The caller backs off. */
  OVERLOADED(Executed.NO),
  /** Objects call each other in a circle. The author fixes the design. */
  CALL_CYCLE(Executed.NO),
  /** The deadline passed before the outcome was known. The caller repeats with the same request id. */
  OUTCOME_UNKNOWN(Executed.UNKNOWN),
  /** A handler threw. The author fixes the handler; the state is unchanged. */
  HANDLER_FAILED(Executed.NO),
  /** The stored bytes can't be read; they were left untouched. The caller calls the operator. */
  CORRUPT_OBJECT(Executed.NO);

  /** Whether an update that ended with an error took effect. */
  public enum Executed {
    NO,
    UNKNOWN
  }

  private final Executed executed;

  ErrorKind(Executed executed) {
    this.executed = executed;
  }

  /** Whether an update that ended so took effect. */
  public Executed executed() {
    return executed;
  }
}

package dev.highlander;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The errors of persistent objects. There are few: one for each thing a caller would do differently. Messages are for people and may
 * change; types, {@link #kind()} and {@link #executed()} are API.
 */
public abstract sealed class HighlanderException extends RuntimeException
    permits Rejected,
        BadRequest,
        AccessDenied,
        VersionConflict,
        Unavailable,
        Overloaded,
        CallCycle,
        OutcomeUnknown,
        HandlerFailed,
        CorruptObject {

  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private transient @Nullable DecidedAt decidedAt;

  HighlanderException(ErrorKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Which of the few kinds this is. */
  public final ErrorKind kind() {
    return kind;
  }

  /** Whether the update took effect: never for any kind but {@link OutcomeUnknown}, which says that it is not known. */
  public final ErrorKind.Executed executed() {
    return kind.executed();
  }

  /**
   * Who decided: with a {@link VersionConflict}, for example, the version that is there. Empty if no owner did, because none was reached or the
   * call was refused before it was sent.
   */
  public final Optional<DecidedAt> decidedAt() {
    return Optional.ofNullable(decidedAt);
  }

  /** Adds who decided; for the framework, before the exception is thrown. */
  public final HighlanderException decidedAt(DecidedAt by) {
    decidedAt = by;
    return this;
  }
}

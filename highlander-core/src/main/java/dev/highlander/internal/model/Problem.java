package dev.highlander.internal.model;

import dev.highlander.AccessDenied;
import dev.highlander.BadRequest;
import dev.highlander.CallCycle;
import dev.highlander.CorruptObject;
import dev.highlander.ErrorKind;
import dev.highlander.HandlerFailed;
import dev.highlander.HighlanderException;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Overloaded;
import dev.highlander.Rejected;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import dev.highlander.VersionConflict;
import org.jspecify.annotations.Nullable;

/**
 * An error as a value: what travels between processes and is kept in request windows.
 *
 * @param kind which of the few kinds
 * @param code the rejection's code, {@link #REQUEST_REUSED}, {@link #CALLER_GONE} or {@link #NOT_NOW}; empty for everything else
 * @param message a sentence for people
 * @param request the request id of an unknown outcome; null for every other kind
 */
public record Problem(ErrorKind kind, String code, String message, @Nullable RequestId request) {

  /** Code of the bad request that used a request id again with other arguments or as another caller. */
  public static final String REQUEST_REUSED = "request-reused";

  /** Code of the bad request whose id belongs to an incarnation that is over and of which the object knows nothing. */
  public static final String CALLER_GONE = "caller-gone";

  /** Code of the unavailability of a process that could not ask the registry: nothing has begun, and a router tries again until the deadline. */
  public static final String NOT_NOW = "not-now";

  /** Code of the rejection that an update gets, and its {@link Operation.Settle}, once it was settled as not applied. */
  public static final String SETTLED = "highlander-settled";

  /** The longest message that travels; longer ones are cut. */
  public static final int MAX_MESSAGE_CHARS = 4_000;

  public Problem {
    if (message.length() > MAX_MESSAGE_CHARS) {
      message = message.substring(0, MAX_MESSAGE_CHARS) + "…";
    }
  }

  /** The update with this id was not applied and never will be. */
  public static Problem settled(RequestId request) {
    return new Problem(ErrorKind.REJECTED, SETTLED, "the update " + request + " was settled as not applied", null);
  }

  public static Problem of(ErrorKind kind, String message) {
    return new Problem(kind, "", message, null);
  }

  public static Problem of(HighlanderException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return switch (e) {
      case Rejected rejected -> new Problem(ErrorKind.REJECTED, rejected.code(), message, null);
      case OutcomeUnknown unknown -> new Problem(ErrorKind.OUTCOME_UNKNOWN, "", message, unknown.requestId());
      default -> of(e.kind(), message);
    };
  }

  /** The exception that a user gets. */
  public HighlanderException toException() {
    return switch (kind) {
      case REJECTED -> new Rejected(code, message);
      case BAD_REQUEST -> new BadRequest(message);
      case ACCESS_DENIED -> new AccessDenied(message);
      case VERSION_CONFLICT -> new VersionConflict(message);
      case UNAVAILABLE -> new Unavailable(message);
      case OVERLOADED -> new Overloaded(message);
      case CALL_CYCLE -> new CallCycle(message);
      case OUTCOME_UNKNOWN -> new OutcomeUnknown(message, request == null ? RequestId.named("unknown") : request);
      case HANDLER_FAILED -> new HandlerFailed(message);
      case CORRUPT_OBJECT -> new CorruptObject(message);
    };
  }
}

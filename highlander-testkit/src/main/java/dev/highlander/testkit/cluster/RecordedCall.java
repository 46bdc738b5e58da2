package dev.highlander.testkit.cluster;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was asked of an object through the kit.
 *
 * @param object which object
 * @param kind what is done
 * @param handler the handler's name of an {@link Kind#UPDATE} or {@link Kind#QUERY}; empty otherwise
 * @param arguments a JSON array: a handler's arguments, or the one new state of a {@link Kind#WRITE}
 * @param caller on whose behalf
 * @param request the request id under which it is applied once however often it is sent: the one that the test gave it, or the one that the error of
 *     an unknown outcome names; empty if neither did
 * @param expectation the state that a {@link Kind#WRITE} or {@link Kind#DELETE} is made for; null for any
 * @param strict whether a read is validated against the store: then even an activation that has ended may answer it
 */
public record RecordedCall(
    ObjectId object,
    Kind kind,
    String handler,
    JsonNode arguments,
    Caller caller,
    String request,
    @Nullable Expectation expectation,
    boolean strict) {

  /**
   * What a conditional write expects.
   *
   * @param version the object's version
   * @param birth the creation it belongs to; empty for any
   */
  public record Expectation(long version, String birth) {}

  /** What a call does. */
  public enum Kind {
    /** An update handler runs. */
    UPDATE,
    /** A query handler runs. */
    QUERY,
    /** The whole state is read. */
    READ,
    /** Whether a state is stored is asked. */
    EXISTS,
    /** The whole state is replaced: {@code put}, {@code putIf}, {@code edit}. */
    WRITE,
    /** The state is deleted. */
    DELETE,
    /** What became of the update with the same request id is asked, and settled: {@code outcome}. */
    SETTLE;

    /** Whether it may change the object. */
    public boolean writes() {
      return this == UPDATE || this == WRITE || this == DELETE;
    }
  }

  /** The same call under a request id that is known by now. */
  RecordedCall under(String known) {
    return new RecordedCall(object, kind, handler, arguments, caller, known, expectation, strict);
  }

  @Override
  public String toString() {
    return object + (handler.isEmpty() ? " " + kind.name().toLowerCase(Locale.ROOT) : "." + handler)
        + arguments
        + (expectation == null ? "" : " if at version " + expectation.version())
        + (request.isEmpty() ? "" : " as " + request);
  }
}

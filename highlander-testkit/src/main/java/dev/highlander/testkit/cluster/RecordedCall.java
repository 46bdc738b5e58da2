package dev.highlander.testkit.cluster;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What was asked of an object through the kit.
 *
 * @param object which object
 * @param kind what is done
 * @param handler the handler's name of an {@link Kind#UPDATE} or {@link Kind#QUERY}; empty otherwise
 * @param arguments a JSON array: a handler's arguments, or the one new state of a {@link Kind#WRITE}
 * @param caller on whose behalf
 * @param request the request id that the test gave it, under which it is applied once however often it is sent; empty if it gave none
 */
public record RecordedCall(ObjectId object, Kind kind, String handler, JsonNode arguments, Caller caller, String request) {

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
    DELETE
  }

  @Override
  public String toString() {
    return object + (handler.isEmpty() ? " " + kind.name().toLowerCase(Locale.ROOT) : "." + handler) + arguments;
  }
}

package dev.highlander.testkit.cluster;

import tools.jackson.databind.JsonNode;

/**
 * What an object gave.
 *
 * @param value the reply as JSON: a handler's reply, or the whole state of a read, a write, or an update that returns the next state
 * @param exists whether the object is stored afterwards
 * @param version version of the state that the answer is about
 * @param birth which creation of the object the version counts from; empty if it was never stored
 */
public record RecordedReply(JsonNode value, boolean exists, long version, String birth) {
  @Override
  public String toString() {
    return value + " at version " + version;
  }
}

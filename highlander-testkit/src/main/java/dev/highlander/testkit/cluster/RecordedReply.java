package dev.highlander.testkit.cluster;

import dev.highlander.Epoch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What an object gave: what it was asked for, or a refusal that it decided on its state.
 *
 * @param value the reply as JSON: a handler's reply, or the whole state of a read, a write, or an update that returns the next state; a {@linkplain
 *     JsonNode#isMissingNode missing node} of a refusal, and of an update of which only that it was applied is known
 * @param exists whether the object is stored afterwards
 * @param version version of the state that the answer is about; negative if it is not known
 * @param birth which creation of the object the version counts from; empty if it was never stored
 * @param refusal why it refused: the error's kind, and behind a space the code of a rejection; empty if it did what it was asked for
 * @param epoch of the activation that answered
 * @param node name of the node that answered
 */
public record RecordedReply(JsonNode value, boolean exists, long version, String birth, String refusal, Epoch epoch, String node) {

  /** The refusal of an update that was settled as not applied, and what who settled it is told. */
  public static final String SETTLED = "settled as not applied";

  /** Whether the object refused. */
  public boolean refused() {
    return !refusal.isEmpty();
  }

  /** The same answer, of which only that the update was applied is known. */
  RecordedReply withoutValue() {
    return new RecordedReply(MissingNode.getInstance(), exists, version, birth, refusal, epoch, node);
  }

  @Override
  public String toString() {
    return (refused() ? refusal : value.isMissingNode() ? "applied" : value) + " at version " + version + ", by " + node + ", epoch " + epoch;
  }
}

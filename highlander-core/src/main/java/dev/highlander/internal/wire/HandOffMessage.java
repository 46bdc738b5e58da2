package dev.highlander.internal.wire;

import dev.highlander.ObjectId;
import java.util.Map;

/** What nodes tell each other to move objects (protocol C7). Never more than a hint: the registry decides who owns. */
public sealed interface HandOffMessage {

  /** The incarnation it is meant for: a later life of the process does not take it. */
  String target();

  /**
   * The owner is about to release an object to the receiver, which is to queue its claim.
   *
   * @param target incarnation of the heir
   * @param object which
   * @param owner incarnation of the owner
   */
  record Succeed(String target, ObjectId object, String owner) implements HandOffMessage {}

  /**
   * How many objects are active there?
   *
   * @param target incarnation of the receiver
   */
  record Count(String target) implements HandOffMessage {}

  /** What a message is answered with. */
  sealed interface Reply {

    /** The claim waits behind the owner's, which may close its activation. */
    record Queued() implements Reply {}

    /**
     * It will not be the heir.
     *
     * @param reason a sentence for people
     */
    record Declined(String reason) implements Reply {}

    /**
     * The objects that are active there.
     *
     * @param byType their number by type
     */
    record Counted(Map<String, Integer> byType) implements Reply {
      public Counted {
        byType = Map.copyOf(byType);
      }
    }
  }
}

package dev.highlander.world.trace;

import static dev.highlander.world.trace.Script.PARENT;

import dev.highlander.testkit.world.Held;
import dev.highlander.testkit.world.WorldNode;
import java.time.Duration;

/** From which moment the takeover wait counts (L5): the last end of any node entry, as seen on the own connection. */
public final class TakeoverTraces {

  private static final Duration TAKEOVER_WAIT = Duration.ofMillis(2_200);

  private TakeoverTraces() {}

  /**
   * Variant {@code wait-from-end-seen}. A node's claim arrives behind that of the owner, and the node is expelled before it can withdraw it. Long
   * after that the owner's session ends unknown to it. The next claimant finds the void claim as its only predecessor: the wait since <em>its</em>
   * end is over, the owner's lease is not.
   */
  public static String endOfAPredecessorThatNeverOwned() {
    return Script.play(
        4,
        script -> {
          WorldNode loser = script.node(2);
          WorldNode owner = script.node(3);
          Held claim = claimsBeside(script, loser);
          Held lost = loser.holdReplies(TakeoverTraces::isClaim);
          script.owns(owner);
          claim.go();
          script.until("the claim has arrived", lost::caught);
          loser.expel();
          script.pass(TAKEOVER_WAIT);
          script.losesSessionUnknowingly(owner);
          script.claims(script.node(4));
        });
  }

  /**
   * Decision 0015. The claim of an object whose mark is old takes long. Meanwhile another node owns the object, and its session ends unknown to it.
   * The list of claims arrives after the news that the members have changed, and before the new list of members: the wait counts from now, not
   * from a list that is known to be old.
   */
  public static String listOfMembersThatIsKnownToBeOld() {
    return Script.play(
        3,
        script -> {
          WorldNode between = script.node(3);
          Held claim = claimsBeside(script, script.node(2));
          script.owns(between);
          script.losesSessionUnknowingly(between);
          script.arrive();
          claim.go();
        });
  }

  /** An object has an old mark, and this node claims it; its claim is on its way. */
  private static Held claimsBeside(Script script, WorldNode claimant) {
    script.owns(script.node(1));
    script.losesSessionUnknowingly(script.node(1));
    script.pass(TAKEOVER_WAIT);
    Held claim = claimant.holdRequests(TakeoverTraces::isClaim);
    script.claims(claimant);
    script.until("the claim is under way", claim::caught);
    return claim;
  }

  /** The request that makes a claim where an object's parent exists. */
  private static boolean isClaim(String request) {
    return request.startsWith("set ") && request.contains("create " + PARENT + "/");
  }
}

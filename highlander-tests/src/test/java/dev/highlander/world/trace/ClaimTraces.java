package dev.highlander.world.trace;

import static dev.highlander.world.trace.Script.OBJECT;
import static dev.highlander.world.trace.Script.PARENT;

import dev.highlander.testkit.world.Held;
import dev.highlander.testkit.world.WorldNode;
import java.time.Duration;
import java.util.List;

/**
 * Claims, releases, marks and ghosts: the shortest ways to two owners, as {@code docs/model/claims_model.py} prints them for its variants that
 * fail. Each script gives the promise that was broken; with the core as it is, none.
 */
public final class ClaimTraces {

  private ClaimTraces() {}

  /**
   * C2, variants {@code nocheck} and {@code nocheck-nomark}. An owner closes its activation and sends its release, which takes long. Meanwhile it
   * is expelled, an heir waits and serves, and the heir's session ends: the parent without a counting child tells the next claimant to wait. A
   * release that still works would delete that parent, and the next claimant would think that nobody was there before.
   */
  public static String releaseOfAnExpelledOwner() {
    return Script.play(
        3,
        script -> {
          WorldNode expelled = script.node(1);
          WorldNode heir = script.node(2);
          script.owns(expelled);
          Held release = expelled.holdRequests(request -> request.contains("delete " + PARENT));
          expelled.rest(OBJECT);
          script.until("the release is under way", release::caught);
          expelled.expel();
          script.owns(heir);
          script.losesSessionUnknowingly(heir);
          release.go();
          script.arrive();
          script.claims(script.node(3));
        });
  }

  /**
   * C2, variants {@code janitor-once} and {@code janitor-delayed}. A janitor finds an old parent without children; what it sends takes long.
   * Meanwhile the object has an owner again, whose session ends unknown to it: the same parent is now the mark of this end.
   */
  public static String janitorThatComesLate() {
    return Script.play(
        4,
        script -> {
          WorldNode first = script.node(1);
          script.owns(first);
          script.losesSessionUnknowingly(first);
          List<Janitor> janitors = List.of(2, 3, 4).stream().map(number -> new Janitor(script.node(number))).toList();
          script.until("a janitor acts", () -> janitors.stream().anyMatch(each -> each.sent.caught()));
          Janitor late = janitors.stream().filter(each -> each.sent.caught()).findFirst().orElseThrow();
          List<WorldNode> others = janitors.stream().filter(each -> each != late).map(Janitor::begins).toList();
          script.owns(others.getFirst());
          script.losesSessionUnknowingly(others.getFirst());
          late.begins();
          script.arrive();
          script.claims(others.getLast());
        });
  }

  /**
   * C2, variant {@code mark-any}. An owner hands over with a mark, which stays on the parent. The heir serves and is expelled unknown to it: the
   * mark is for its claim, not for the next claimant's.
   */
  public static String markForAnother() {
    return Script.play(
        3,
        script -> {
          WorldNode owner = script.node(1);
          WorldNode heir = script.node(2);
          script.owns(owner);
          script.chooses(heir);
          owner.leave();
          script.until(heir + " serves", () -> heir.serves(OBJECT));
          heir.zooKeeper(false);
          heir.expel();
          script.claims(script.node(3));
        });
  }

  private static final class Janitor {
    private final WorldNode node;
    private final Held sent;

    Janitor(WorldNode node) {
      this.node = node;
      this.sent = node.holdRequests(request -> request.contains("create " + PARENT) || request.contains("delete " + PARENT));
    }

    WorldNode begins() {
      sent.go();
      return node;
    }
  }

  /**
   * C7. An owner loses its session unknown to it, and an heir waits for the end of its lease. The heir is asked to leave: if it gave the object to
   * a third node with a mark, before its own wait is over, that node would not wait either.
   */
  public static String heirThatLeavesBeforeItsWaitIsOver() {
    return Script.play(
        3,
        script -> {
          WorldNode owner = script.node(1);
          WorldNode heir = script.node(2);
          script.owns(owner);
          script.losesSessionUnknowingly(owner);
          script.claims(heir);
          script.arrive();
          script.chooses(script.node(3));
          heir.leave();
        });
  }

  /**
   * L4. While a node's claim is under way a process joins and owns the object. The list of claims shows the new process's claim before the list of
   * members, which was read earlier, can show the process.
   */
  public static String claimOfAMemberThatWasNeverSeen() {
    return Script.play(
        3,
        script -> {
          WorldNode before = script.node(1);
          WorldNode claimant = script.node(2);
          WorldNode newcomer = script.node(3);
          newcomer.kill();
          script.owns(before);
          script.losesSessionUnknowingly(before);
          script.arrive();
          Held claim = claimant.holdRequests(request -> request.startsWith("set ") && request.contains("create " + PARENT + "/"));
          script.claims(claimant);
          script.until("the claim is under way", claim::caught);
          newcomer.restart();
          script.until("the new process has joined", newcomer::ready);
          script.owns(newcomer);
          claim.go();
        });
  }

  /**
   * L4. An expelled owner that stands still does not take its claim back, and its session lives long. The claim is void: an heir serves after the
   * takeover wait, whatever the session does.
   */
  public static String claimOfAnExpelledNode() {
    return Script.play(
        3,
        script -> {
          WorldNode owner = script.node(1);
          WorldNode heir = script.node(2);
          script.owns(owner);
          owner.pause();
          owner.expel();
          script.claims(heir);
          script.within(Duration.ofMillis(2_300), heir + " serves what " + owner + " had when it was expelled", () -> heir.serves(OBJECT));
        });
  }

  /**
   * C4, variant {@code ghost-sweep-race}. An heir waits behind the owner, and sweeps because its connection was lost. The sweep's list of its own
   * nodes arrives just before the heir learns that it owns the object. If a claim in the making were a ghost, its node would be deleted, and the
   * heir would serve without one.
   */
  public static String sweepBesideAQueuedClaim() {
    return Script.play(
        3,
        script -> {
          WorldNode owner = script.node(1);
          WorldNode heir = script.node(2);
          script.owns(owner);
          Held release = owner.holdRequests(request -> request.contains("delete " + PARENT));
          script.chooses(heir);
          owner.leave();
          script.until("the heir is queued, and the release under way", release::caught);
          Held sweep = heir.holdRequests(request -> request.startsWith("ephemerals"));
          heir.breakZooKeeperConnection();
          script.until("the heir sweeps", sweep::caught);
          release.go();
          script.arrive();
          sweep.go();
          script.until(heir + " serves", () -> heir.serves(OBJECT));
          script.claims(script.node(3));
        });
  }
}

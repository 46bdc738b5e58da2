package dev.highlander.world.trace;

import dev.highlander.testkit.world.Held;
import dev.highlander.testkit.world.HeldWrite;
import dev.highlander.testkit.world.WorldNode;
import java.time.Duration;
import java.util.List;

/**
 * Leases, takeovers and writes: the shortest ways to a lost, stale or doubled update, as {@code docs/model/ownership_model.py} prints them for its
 * variants that fail, and some that the model is too small for. Each script gives the promise that was broken; with the core as it is, none.
 */
public final class OwnershipTraces {

  /** Well within a lease. */
  private static final Duration SHORT = Duration.ofMillis(300);

  private OwnershipTraces() {}

  // ---- writes (protocol F) ----

  /**
   * F3. A write is on its way when its owner's session ends; the heir waits, serves and writes. The late write fails its condition, and the
   * expired owner sees what has come: nothing of it may be written over.
   */
  public static String writeThatMeetsAHigherEpoch() {
    return Chronicle.play(
        play -> {
          WorldNode expired = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(expired);
          play.hasWritten(expired, "a");
          HeldWrite late = writes(play, expired, "b");
          play.script().losesSessionUnknowingly(expired);
          play.owns(heir);
          play.hasWritten(heir, "c");
          late.arrives();
          late.answers();
          play.script().arrive();
          play.hasRead(heir);
        });
  }

  /**
   * F3, variant {@code unordered-epoch}. A claimant stands still with both clocks while it waits for its takeover; its session ends, an heir serves
   * and writes. The claimant goes on as if nothing had happened and loads after its heir. Clocks can't tell it; the higher epoch does.
   */
  public static String loadAfterTheHeir() {
    return Chronicle.play(
        play -> {
          WorldNode first = play.node(1);
          WorldNode frozen = play.node(2);
          WorldNode heir = play.node(3);
          play.owns(first);
          play.hasWritten(first, "a");
          play.script().losesSessionUnknowingly(first);
          play.claims(frozen);
          play.script().pass(Duration.ofMillis(1_500));
          frozen.freeze();
          play.script().losesSessionUnknowingly(frozen);
          play.owns(heir);
          play.hasWritten(heir, "b");
          frozen.resume();
          play.script().pass(Duration.ofMillis(1_500));
        });
  }

  /** F4, variant {@code ambiguous-as-failure}. A write times out, and arrives later. Its caller must not have been told that it failed. */
  public static String writeThatTimesOut() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          play.owns(owner);
          HeldWrite late = writes(play, owner, "a");
          late.timesOut();
          play.script().arrive();
          late.arrives();
          play.script().until("the caller has its answer", () -> play.answered("a"));
          isLoadedAgain(play, owner, play.node(2));
        });
  }

  /** F4, variant {@code 412-as-failure}. The way to the store sends a write twice; the answer is the second one's, a condition that failed. */
  public static String writeThatArrivesTwice() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          play.owns(owner);
          HeldWrite write = writes(play, owner, "a");
          write.arrives();
          write.arrives();
          write.answers();
          play.script().until("the caller has its answer", () -> play.answered("a"));
          isLoadedAgain(play, owner, play.node(2));
        });
  }

  /** F4. A write's answer is lost, and the next attempt is told that another write is being decided: the first one may be what it met. */
  public static String writeThatMeetsAnother() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          play.owns(owner);
          HeldWrite first = writes(play, owner, "a");
          HeldWrite second = owner.holdWrite();
          first.arrives();
          first.timesOut();
          play.script().until("it is sent again", second::sent);
          second.meetsAnother();
          play.script().until("the caller has its answer", () -> play.answered("a"));
          isLoadedAgain(play, owner, play.node(2));
        });
  }

  /** F6, variant {@code no-dedupe}. An owner's write arrives, its session ends, and the caller asks the heir. */
  public static String requestThatIsRepeatedAtTheHeir() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          play.script().chooses(heir);
          HeldWrite write = owner.holdWrite();
          play.writes(play.node(3), "a");
          play.script().until("it is sent", write::sent);
          write.arrives();
          owner.expireSession();
          play.script().until("the caller has its answer", () -> play.answered("a"));
        });
  }

  /**
   * Decision 0007. Two updates are written together, the second one allowed by the first. Their owner is expelled while the write is on its way,
   * and the heir, which has loaded what was before, refuses the second. If that refusal is not made durable, the write arrives after all.
   */
  public static String refusalBeforeTheWrite() {
    return Chronicle.play(
        play -> {
          WorldNode expelled = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(expelled);
          HeldWrite before = writes(play, expelled, "a");
          HeldWrite late = expelled.holdWrite();
          play.writes(expelled, "b");
          play.writesIfEven(play.node(3), "c");
          play.script().arrive();
          before.arrives();
          before.answers();
          play.script().until("b and c are sent", late::sent);
          play.script().chooses(heir);
          expelled.expel();
          play.script().until("the owner knows", () -> !play.serves(expelled));
          expelled.zooKeeper(false);
          play.script().until("the caller has its answer", () -> play.answered("c"));
          late.arrives();
          play.script().arrive();
        });
  }

  // ---- leases (protocol L) ----

  /**
   * L2, variant {@code any-nowait} with renewals by reads. The owner's ZooKeeper server is cut off from its leader and goes on answering reads; the
   * leader ends the owner's session.
   */
  public static String followerThatAnswersReads() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          play.owns(owner);
          WorldNode heir = play.script().cutZooKeeperServerOf(owner, List.of(play.node(2), play.node(3)));
          owner.expireSession();
          play.owns(heir);
        });
  }

  /** L2. The answer to a renewal takes nearly two seconds; the session has ended meanwhile. */
  public static String answerThatComesLate() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          Held answers = owner.holdReplies(request -> request.startsWith("set /highlander/nodes/"));
          play.script().until("a renewal was decided", answers::caught);
          owner.expireSession();
          play.claims(heir);
          play.script().pass(Duration.ofMillis(1_900));
          answers.one();
          play.owns(heir);
        });
  }

  /** L3, variant {@code no-leasecheck}. An owner can't be told that its session has ended, and answers a read when its heir serves. */
  public static String ownerThatIsNotTold() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          play.hasWritten(owner, "a");
          play.script().losesSessionUnknowingly(owner);
          play.owns(heir);
          play.hasWritten(heir, "b");
          play.reads(owner);
          play.script().arrive();
        });
  }

  /**
   * L3, variants {@code wait-then-load-no-ackcheck} and {@code no-bump-no-ackcheck}. A write takes longer than its owner's lease: it becomes durable
   * when the heir has loaded what was before, and serves. Its caller must not hear of it from the old owner.
   */
  public static String writeThatOutlastsTheLease() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          HeldWrite late = writes(play, owner, "a");
          play.script().losesSessionUnknowingly(owner);
          play.owns(heir);
          late.arrives();
          late.answers();
          play.script().arrive();
          play.reads(heir);
          play.script().arrive();
        });
  }

  /** L5, variant {@code any-nowait}. An owner can't be told that its session has ended: its heir has to wait for the end of its lease. */
  public static String takeoverOfALivingOwner() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          play.owns(owner);
          play.script().losesSessionUnknowingly(owner);
          play.owns(play.node(2));
        });
  }

  /**
   * L5, variants {@code no-bump-any-wait} and {@code wait-ack-only}. A write is on its way when its owner's session ends; it is durable and answered
   * within the lease. What the heir serves later has to have it: it loads after its wait, and serves nothing before.
   */
  public static String writeWithinTheLeaseOfAnExpiredOwner() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          HeldWrite write = writes(play, owner, "a");
          play.script().losesSessionUnknowingly(owner);
          play.claims(heir);
          play.script().pass(SHORT);
          write.arrives();
          write.answers();
          play.script().arrive();
          play.owns(heir);
          play.hasRead(heir);
        });
  }

  /**
   * L5. An heir is queued behind an owner that finishes a write, which takes long. Then the owner's session ends: the heir's wait begins now, not
   * when it made its claim.
   */
  public static String heirWhosePredecessorVanishes() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(owner);
          HeldWrite write = writes(play, owner, "a");
          play.script().chooses(heir);
          owner.leave();
          play.script().pass(Duration.ofMillis(2_500));
          play.script().losesSessionUnknowingly(owner);
          play.script().pass(SHORT);
          write.arrives();
          write.answers();
          play.script().arrive();
          play.owns(heir);
          play.hasRead(heir);
        });
  }

  /** L7. A machine is suspended, and its monotonic clock with it; the session ends, an heir serves, the machine goes on. */
  public static String machineThatWasSuspended() {
    return Chronicle.play(
        play -> {
          WorldNode suspended = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(suspended);
          suspended.suspend();
          play.script().losesSessionUnknowingly(suspended);
          play.owns(heir);
          play.hasWritten(heir, "a");
          suspended.resume();
          play.reads(suspended);
          play.script().arrive();
        });
  }

  /**
   * L7. A wall clock is set back by more than a machine is suspended for later: what the lease knows of the wall clock is worth nothing, unless the
   * setting was noticed.
   */
  public static String machineThatWasSuspendedAfterItsClockWasSetBack() {
    return Chronicle.play(
        play -> {
          WorldNode suspended = play.node(1);
          WorldNode heir = play.node(2);
          play.owns(suspended);
          suspended.jumpWallClock(Duration.ofSeconds(-10));
          play.script().pass(Duration.ofSeconds(1));
          suspended.suspend();
          play.script().losesSessionUnknowingly(suspended);
          play.owns(heir);
          suspended.resume();
          play.reads(suspended);
          play.script().arrive();
        });
  }

  /** L3, C7. An owner gives its object up while a write is on its way: the claim is released when the write is over, not before. */
  public static String releaseBesideAWrite() {
    return Chronicle.play(
        play -> {
          WorldNode owner = play.node(1);
          WorldNode next = play.node(2);
          play.owns(owner);
          HeldWrite write = writes(play, owner, "a");
          play.gives(owner, next);
          play.claims(next);
          play.script().pass(SHORT);
          write.arrives();
          write.answers();
          play.script().arrive();
          play.owns(next);
          play.hasRead(next);
        });
  }

  /** The next activation shows what is stored. */
  private static void isLoadedAgain(Chronicle play, WorldNode owner, WorldNode next) {
    play.gives(owner, next);
    play.script().arrive();
    play.hasRead(next);
  }

  /** A caller at the owner writes a line, and the write of it is kept on its way. */
  private static HeldWrite writes(Chronicle play, WorldNode owner, String line) {
    HeldWrite write = owner.holdWrite();
    play.writes(owner, line);
    play.script().until(line + " is sent", write::sent);
    return write;
  }
}

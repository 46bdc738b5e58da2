package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Entry;
import dev.highlander.zookeeper.ZkReply.Reason;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One claim of one object (protocol C1, C4), from the first request to the answer; every step runs in the session's order.
 *
 * <ol>
 *   <li>Fast: create the parent and the child in one request. Success means that nobody was there before.
 *   <li>The parent exists: create the child, list the children and read the parent, in one round trip. The create's own
 *       transaction id comes from the write of the own node entry in the same multi.
 *   <li>Lowest that counts: own it, and wait, unless the parent's mark names exactly this child. Otherwise withdraw and name
 *       the winner, or, as the next owner it announced, stay and look again when that changes.
 *   <li>The connection broke: after an acknowledged write the outcome is settled; then look for the own name.
 * </ol>
 */
final class ClaimAttempt {

  /** How often it begins again because the object changed hands meanwhile. */
  private static final int MAX_ROUNDS = 6;

  private final Standing standing;
  private final ObjectId object;
  private final String parent;
  private final @Nullable QueuedClaim queue;
  private final CompletableFuture<ClaimResult> answer = new CompletableFuture<>();
  private int rounds;
  private long counter;

  ClaimAttempt(Standing standing, ObjectId object) {
    this(standing, object, null);
  }

  /** One that stays behind its predecessor if the queue says so. */
  ClaimAttempt(Standing standing, ObjectId object, @Nullable QueuedClaim queue) {
    this.standing = standing;
    this.object = object;
    this.parent = standing.paths().object(object);
    this.queue = queue;
  }

  CompletableFuture<ClaimResult> start() {
    if (standing.link().up()) {
      begin();
    } else {
      answer.complete(new ClaimResult.Declined(standing.link().problem()));
    }
    return answer;
  }

  /** Begins with a new name. */
  private void begin() {
    OptionalLong number = standing.table().begin(object);
    if (number.isEmpty()) {
      answer.complete(
          new ClaimResult.Full(
              "this process holds as many objects as one ZooKeeper session may: the paths of its claims have to stay below "
                  + standing.table().budget()
                  + " bytes"));
      return;
    }
    counter = number.getAsLong();
    if (queue == null) {
      fast();
    } else {
      behindOthers();
    }
  }

  private void fast() {
    if (++rounds > MAX_ROUNDS) {
      declineWithoutNode("the claims of " + object + " change too fast");
      return;
    }
    standing
        .session()
        .multi(
            List.of(
                standing.own().check(),
                new ZkOp.Create(parent, ClaimValue.NO_MARK, ZkOp.Mode.PERSISTENT),
                createChild(),
                new ZkOp.SetData(parent, ClaimValue.NO_MARK)),
            this::onFast);
  }

  private void onFast(ZkReply<List<ZkSession.Result>> reply) {
    switch (reply) {
      case ZkReply.Done<List<ZkSession.Result>> done ->
          grant(child(done.value().get(2)), transaction(done.value().get(3)), new Entry.AtOnce());
      case ZkReply.Refused<List<ZkSession.Result>> refused when refused.reason() == Reason.NODE_EXISTS -> behindOthers();
      case ZkReply.Refused<List<ZkSession.Result>> refused when refused.refused(Reason.NO_NODE, 1) -> createType();
      default -> failed(reply);
    }
  }

  private void createType() {
    standing
        .session()
        .create(
            new ZkOp.Create(standing.paths().type(object.type()), new byte[0], ZkOp.Mode.PERSISTENT),
            reply -> {
              if (reply instanceof ZkReply.Done || reply.refused(Reason.NODE_EXISTS)) {
                fast();
              } else if (reply instanceof ZkReply.Unknown) {
                standing.link().retry(this::fast);
              } else {
                declineWithoutNode(reply.problem());
              }
            });
  }

  private void behindOthers() {
    standing
        .own()
        .submit(
            touch -> {
              var created = new Holding<List<ZkSession.Result>>();
              var listed = new Holding<List<String>>();
              standing.session().multi(List.of(touch, createChild()), created::set);
              standing.session().children(parent, false, listed::set);
              standing.session().data(parent, false, data -> onBehindOthers(created.get(), listed.get(), data));
            });
  }

  private void onBehindOthers(
      ZkReply<List<ZkSession.Result>> created, ZkReply<List<String>> listed, ZkReply<ZkSession.Data> data) {
    switch (created) {
      case ZkReply.Done<List<ZkSession.Result>> done -> {
        var name = child(done.value().get(1));
        ZkStat stat = transaction(done.value().get(0));
        if (listed instanceof ZkReply.Done<List<String>> names && data instanceof ZkReply.Done<ZkSession.Data> mark) {
          decide(name, stat.mzxid(), stat.modifiedMillis(), names.value(), ClaimValue.marks(mark.value().value(), name));
        } else if (listed instanceof ZkReply.Done) {
          unsettled(data);
        } else {
          unsettled(listed);
        }
      }
      case ZkReply.Refused<List<ZkSession.Result>> refused when refused.refused(Reason.NO_NODE, 1) -> fast();
      default -> failed(created);
    }
  }

  /** The own child exists; who is the lowest that counts? */
  private void decide(ClaimName own, long transaction, long sinceMillis, List<String> names, boolean named) {
    var siblings = Siblings.of(names);
    if (!siblings.contains(own)) {
      // Only a third party deletes it, and only if this incarnation counts no more.
      standing
          .own()
          .write(
              reply -> failed(reply instanceof ZkReply.Done ? new ZkReply.Ended<ZkStat>("the claim was deleted") : reply));
      return;
    }
    List<ClaimName> ghosts = siblings.before(own).stream().filter(this::isOwnGhost).toList();
    List<ClaimName> earlier = siblings.before(own).stream().filter(name -> !isOwnGhost(name)).toList();
    ghosts.forEach(ghost -> standing.session().delete(standing.paths().claim(object, ghost), gone -> {}));
    if (earlier.isEmpty()) {
      own(own, transaction, sinceMillis, named);
      return;
    }
    Set<String> incarnations = earlier.stream().map(ClaimName::incarnation).collect(Collectors.toSet());
    standing
        .membership()
        .gone(
            incarnations,
            reply -> {
              if (reply instanceof ZkReply.Done<Set<String>> gone) {
                earlier.stream()
                    .filter(name -> !gone.value().contains(name.incarnation()))
                    .findFirst()
                    .ifPresentOrElse(
                        winner -> behind(own, transaction, sinceMillis, winner),
                        () -> own(own, transaction, sinceMillis, named));
              } else {
                unsettled(reply);
              }
            });
  }

  private boolean isOwnGhost(ClaimName name) {
    return name.incarnation().equals(standing.id()) && standing.table().isGhost(name.counter());
  }

  private void behind(ClaimName own, long transaction, long sinceMillis, ClaimName winner) {
    if (queue != null && queue.waitsBehind(own, winner, () -> look(own, transaction, sinceMillis))) {
      return;
    }
    if (queue == null || queue.settle()) {
      withdraw(own, winner);
    }
  }

  /** Whoever is first now: the children before the mark, which the release of the last owner sets together. */
  private void look(ClaimName own, long transaction, long sinceMillis) {
    if (queue == null || queue.settled()) {
      return;
    }
    var listed = new Holding<List<String>>();
    standing.session().children(parent, true, listed::set);
    standing
        .session()
        .data(
            parent,
            false,
            mark -> {
              if (queue.settled()) {
                return;
              }
              if (!(listed.get() instanceof ZkReply.Done<List<String>> names)) {
                notSeen(listed.get(), own, transaction, sinceMillis);
              } else if (mark instanceof ZkReply.Done<ZkSession.Data> data) {
                decide(own, transaction, sinceMillis, names.value(), ClaimValue.marks(data.value().value(), own));
              } else {
                notSeen(mark, own, transaction, sinceMillis);
              }
            });
  }

  private <T> void notSeen(ZkReply<T> reply, ClaimName own, long transaction, long sinceMillis) {
    if (reply instanceof ZkReply.Unknown) {
      standing.link().retry(() -> look(own, transaction, sinceMillis));
    } else {
      unsettled(reply);
    }
  }

  /** A queued claim is not wanted any more. */
  void giveUp(ClaimName own, ClaimName winner) {
    withdraw(own, winner);
  }

  /** A queued claim goes with its session. */
  void end(String reason) {
    standing.table().abandon(object, counter);
    answer.complete(new ClaimResult.Declined(reason));
  }

  /**
   * Now, at the receipt of the reply that shows it, the own child is known to be first. Whoever owned the object before closed its
   * activation itself, or has lost its node entry: the takeover wait counts from the last time that may have happened (protocol L5).
   */
  private void own(ClaimName own, long transaction, long sinceMillis, boolean named) {
    if (queue != null && !queue.settle()) {
      return;
    }
    Entry entry = named ? new Entry.AtOnce() : new Entry.AfterTakeoverWait(standing.membership().sameSinceNanos());
    grant(own, transaction, sinceMillis, entry);
  }

  private void withdraw(ClaimName own, ClaimName winner) {
    standing.delete(object, own, () -> {});
    standing
        .session()
        .data(
            standing.paths().claim(object, winner),
            false,
            reply -> {
              if (reply instanceof ZkReply.Done<ZkSession.Data> node) {
                answer.complete(
                    new ClaimResult.HeldBy(
                        ClaimValue.holder(winner, node.value(), standing.membership().find(winner.incarnation()))));
              } else if (reply.refused(Reason.NO_NODE) && queue == null) {
                begin();
              } else {
                answer.complete(new ClaimResult.Declined(reply.problem()));
              }
            });
  }

  private <T> void failed(ZkReply<T> reply) {
    if (reply.refused(Reason.NO_NODE, 0)) {
      standing.table().gone(object, counter);
      standing.expelled();
      answer.complete(new ClaimResult.Declined(standing.link().problem()));
    } else if (reply instanceof ZkReply.Refused) {
      declineWithoutNode(reply.problem());
    } else {
      unsettled(reply);
    }
  }

  /** The own child may or may not exist (protocol C4). */
  private <T> void unsettled(ZkReply<T> reply) {
    if (reply instanceof ZkReply.Unknown) {
      standing.link().retry(this::settle);
    } else {
      standing.abandon(object, counter);
      answer.complete(new ClaimResult.Declined(reply.problem()));
    }
  }

  private void settle() {
    standing
        .own()
        .submit(
            touch -> {
              var written = new Holding<ZkStat>();
              standing.session().setData(touch.path(), touch.data(), written::set);
              standing.session().children(parent, false, listed -> onSettled(written.get(), listed));
            });
  }

  private void onSettled(ZkReply<ZkStat> written, ZkReply<List<String>> listed) {
    if (!(written instanceof ZkReply.Done)) {
      failed(written);
    } else if (listed instanceof ZkReply.Done<List<String>> names) {
      Siblings.of(names.value())
          .find(standing.id(), counter)
          .ifPresentOrElse(own -> found(own, names.value()), this::beginAgain);
    } else if (listed.refused(Reason.NO_NODE)) {
      beginAgain();
    } else {
      unsettled(listed);
    }
  }

  private void found(ClaimName own, List<String> names) {
    standing
        .session()
        .stat(
            standing.paths().claim(object, own),
            reply -> {
              if (reply instanceof ZkReply.Done<ZkStat> stat) {
                decide(own, stat.value().czxid(), stat.value().createdMillis(), names, false);
              } else {
                unsettled(reply);
              }
            });
  }

  private void beginAgain() {
    standing.table().gone(object, counter);
    begin();
  }

  private void declineWithoutNode(String reason) {
    standing.table().gone(object, counter);
    answer.complete(new ClaimResult.Declined(reason));
  }

  private void grant(ClaimName name, ZkStat stat, Entry entry) {
    grant(name, stat.mzxid(), stat.modifiedMillis(), entry);
  }

  private void grant(ClaimName name, long transaction, long sinceMillis, Entry entry) {
    Link.State state = standing.link().state();
    if (state == Link.State.LEAVING || state == Link.State.OVER) {
      standing.abandon(object, counter);
      answer.complete(new ClaimResult.Declined(standing.link().problem()));
      return;
    }
    var claim = new ZooKeeperClaim(object, transaction, sinceMillis, name.counter(), name.sequence());
    standing.table().hold(claim);
    answer.complete(new ClaimResult.Granted(claim, entry));
  }

  private ZkOp.Create createChild() {
    return new ZkOp.Create(
        parent + "/" + ClaimName.prefix(standing.id(), counter),
        ClaimValue.of(standing.own().self()),
        ZkOp.Mode.EPHEMERAL_SEQUENTIAL);
  }

  private static ClaimName child(ZkSession.Result result) {
    return ClaimName.ofPath(((ZkSession.Result.Created) result).path());
  }

  private static ZkStat transaction(ZkSession.Result result) {
    return ((ZkSession.Result.Set) result).stat();
  }
}

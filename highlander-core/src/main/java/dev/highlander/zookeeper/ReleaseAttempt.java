package dev.highlander.zookeeper;

import dev.highlander.zookeeper.ZkReply.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives one claim back (protocol C2). A clean release removes the parent with the child, or names the heir that may skip its
 * wait; both only as long as the own node entry exists. Whatever stands in the way of that, the own child is deleted alone, and
 * the parent stays as the mark of an unclean end. Every step may be sent again: no name is used twice, so it can't hit another
 * claim.
 */
final class ReleaseAttempt {

  private static final Logger log = LoggerFactory.getLogger(ReleaseAttempt.class);

  /** How often it looks again because the children changed meanwhile. */
  private static final int MAX_ROUNDS = 5;

  /** Void children that are deleted in one multi: its limit is 500 operations and 256 kB, and a path has up to 950 characters. */
  private static final int MAX_VOID = 200;

  private final Standing standing;
  private final ZooKeeperClaim claim;
  private final ClaimName own;
  private final String parent;
  private final CompletableFuture<Void> completed = new CompletableFuture<>();
  private int rounds;

  ReleaseAttempt(Standing standing, ZooKeeperClaim claim) {
    this.standing = standing;
    this.claim = claim;
    this.own = new ClaimName(standing.id(), claim.counter(), claim.sequence());
    this.parent = standing.paths().object(claim.object());
  }

  CompletableFuture<Void> start(boolean clean) {
    if (!standing.table().leave(claim) || standing.link().state() == Link.State.OVER) {
      complete();
    } else if (clean) {
      alone();
    } else {
      deleteOwn();
    }
    return completed;
  }

  /** The usual case: nobody else is there. */
  private void alone() {
    send(List.of(standing.own().check(), new ZkOp.Delete(path(own)), new ZkOp.Delete(parent)), 1, this::alone);
  }

  private void withSiblings() {
    if (++rounds > MAX_ROUNDS) {
      deleteOwn();
      return;
    }
    standing
        .session()
        .children(
            parent,
            false,
            listed -> {
              if (listed instanceof ZkReply.Done<List<String>> names) {
                judge(Siblings.of(names.value()));
              } else {
                failed(listed, this::withSiblings);
              }
            });
  }

  private void judge(Siblings siblings) {
    if (siblings.foreign() || !siblings.contains(own)) {
      deleteOwn();
      return;
    }
    List<ClaimName> others = siblings.names().stream().filter(name -> !name.equals(own)).toList();
    Set<String> incarnations = others.stream().map(ClaimName::incarnation).collect(Collectors.toSet());
    standing
        .membership()
        .gone(
            incarnations,
            reply -> {
              if (reply instanceof ZkReply.Done<Set<String>> gone) {
                hand(others, gone.value());
              } else {
                failed(reply, this::withSiblings);
              }
            });
  }

  private void hand(List<ClaimName> others, Set<String> gone) {
    List<ClaimName> voided = others.stream().filter(name -> gone.contains(name.incarnation()) || isOwnGhost(name)).toList();
    List<ClaimName> counting = others.stream().filter(name -> !voided.contains(name)).toList();
    if (counting.isEmpty()) {
      removeAll(voided);
    } else if (counting.getFirst().before(own)) {
      log.warn("Claim {} of {} is released although {} is earlier: unclean", own, claim.object(), counting.getFirst());
      deleteOwn();
    } else {
      ClaimName heir = counting.getFirst();
      send(
          List.of(
              standing.own().check(),
              new ZkOp.Check(path(heir)),
              new ZkOp.SetData(parent, ClaimValue.markFor(heir)),
              new ZkOp.Delete(path(own))),
          3,
          this::withSiblings);
    }
  }

  private boolean isOwnGhost(ClaimName name) {
    return name.incarnation().equals(standing.id()) && standing.table().isGhost(name.counter());
  }

  private void removeAll(List<ClaimName> voided) {
    List<ZkOp> operations = new ArrayList<>();
    operations.add(standing.own().check());
    voided.stream().limit(MAX_VOID).forEach(name -> operations.add(new ZkOp.Delete(path(name))));
    if (voided.size() > MAX_VOID) {
      standing.session().multi(operations, reply -> withSiblings());
      return;
    }
    operations.add(new ZkOp.Delete(path(own)));
    operations.add(new ZkOp.Delete(parent));
    send(operations, operations.size() - 2, this::withSiblings);
  }

  /**
   * @param ownDeletion index of the operation that deletes the own child: if just that is refused, an earlier attempt did it
   * @param again what to do when it is not known whether it was done
   */
  private void send(List<ZkOp> operations, int ownDeletion, Runnable again) {
    standing
        .session()
        .multi(
            operations,
            reply -> {
              if (reply instanceof ZkReply.Done || reply.refused(Reason.NO_NODE, ownDeletion)) {
                standing.table().gone(claim.object(), own.counter());
                complete();
              } else {
                failed(reply, again);
              }
            });
  }

  private void failed(ZkReply<?> reply, Runnable again) {
    switch (reply) {
      case ZkReply.Unknown<?> unknown -> standing.link().retry(again);
      case ZkReply.Ended<?> ended -> complete();
      case ZkReply.Refused<?> refused when refused.refused(Reason.NO_NODE, 0) -> deleteOwn();
      case ZkReply.Refused<?> refused when refused.reason() != Reason.OTHER -> withSiblings();
      case ZkReply.Refused<?> refused -> deleteOwn();
      case ZkReply.Done<?> done -> throw new IllegalStateException("not a failure");
    }
  }

  /** Leaves the parent as it is: without a counting child it says that the end was unclean. */
  private void deleteOwn() {
    standing.delete(claim.object(), own, this::complete);
  }

  private void complete() {
    completed.complete(null);
  }

  private String path(ClaimName name) {
    return parent + "/" + name;
  }
}

package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.spi.LookupResult;
import dev.highlander.zookeeper.ZkReply.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Looks up who owns one object. The server that is asked may be behind the others: the answer is a hint about a recent moment,
 * and the target checks its own claim (protocol C6).
 */
final class LookupAttempt {

  /** How often it looks again because the owner it found went away meanwhile. */
  private static final int MAX_ROUNDS = 4;

  private final Standing standing;
  private final ObjectId object;
  private final CompletableFuture<LookupResult> answer = new CompletableFuture<>();
  private int rounds;

  LookupAttempt(Standing standing, ObjectId object) {
    this.standing = standing;
    this.object = object;
  }

  CompletableFuture<LookupResult> start() {
    if (standing.link().up()) {
      list();
    } else {
      answer.complete(new LookupResult.Failed(standing.link().problem()));
    }
    return answer;
  }

  private void list() {
    if (++rounds > MAX_ROUNDS) {
      answer.complete(new LookupResult.Failed("the claims of " + object + " change too fast"));
      return;
    }
    standing
        .session()
        .children(
            standing.paths().object(object),
            false,
            listed -> {
              if (listed instanceof ZkReply.Done<List<String>> names) {
                List<ClaimName> claims = new ArrayList<>(Siblings.of(names.value()).names());
                claims.removeIf(this::isOwnGhost);
                judge(claims);
              } else if (listed.refused(Reason.NO_NODE)) {
                answer.complete(new LookupResult.Free());
              } else {
                failed(listed);
              }
            });
  }

  private boolean isOwnGhost(ClaimName name) {
    return name.incarnation().equals(standing.id()) && standing.table().isGhost(name.counter());
  }

  private void judge(List<ClaimName> names) {
    if (names.isEmpty()) {
      answer.complete(new LookupResult.Free());
      return;
    }
    Set<String> claimants = HashSet.newHashSet(names.size());
    names.forEach(name -> claimants.add(name.incarnation()));
    standing
        .membership()
        .gone(
            claimants,
            reply -> {
              if (reply instanceof ZkReply.Done<Set<String>> gone) {
                judge(names, gone.value());
              } else {
                failed(reply);
              }
            });
  }

  private void judge(List<ClaimName> names, Set<String> gone) {
    for (ClaimName name : names) {
      if (!gone.contains(name.incarnation())) {
        describe(name);
        return;
      }
    }
    answer.complete(new LookupResult.Free());
  }

  private void describe(ClaimName owner) {
    standing
        .session()
        .data(
            standing.paths().claim(object, owner),
            false,
            reply -> {
              if (reply instanceof ZkReply.Done<ZkSession.Data> node) {
                answer.complete(
                    new LookupResult.HeldBy(
                        ClaimValue.holder(owner, node.value(), standing.membership().find(owner.incarnation()))));
              } else if (reply.refused(Reason.NO_NODE)) {
                list();
              } else {
                failed(reply);
              }
            });
  }

  private void failed(ZkReply<?> reply) {
    answer.complete(new LookupResult.Failed(reply.problem()));
  }
}

package dev.highlander.zookeeper;

import java.util.List;

/**
 * Deletes what claims are left before a session is closed, as unclean ends, a hundred in each request: one closing transaction
 * with all of them would hold up every other session of the ensemble (protocol C5).
 */
final class ClaimDrain {

  private static final int BATCH = 100;

  private final Standing standing;
  private final List<ZooKeeperClaim> claims;
  private final Runnable done;

  ClaimDrain(Standing standing, Runnable done) {
    this.standing = standing;
    this.claims = standing.table().held();
    this.done = done;
  }

  void start() {
    from(0);
  }

  private void from(int index) {
    if (index >= claims.size()) {
      done.run();
      return;
    }
    int end = Math.min(claims.size(), index + BATCH);
    List<ZkOp> deletions = claims.subList(index, end).stream().<ZkOp>map(claim -> new ZkOp.Delete(path(claim))).toList();
    standing
        .session()
        .multi(
            deletions,
            reply -> {
              if (reply instanceof ZkReply.Refused) {
                deletions.forEach(deletion -> standing.session().delete(deletion.path(), each -> {}));
              }
              if (reply instanceof ZkReply.Done || reply instanceof ZkReply.Refused) {
                from(end);
              } else {
                done.run();
              }
            });
  }

  private String path(ZooKeeperClaim claim) {
    return standing.paths().claim(claim.object(), new ClaimName(standing.id(), claim.counter(), claim.sequence()));
  }
}

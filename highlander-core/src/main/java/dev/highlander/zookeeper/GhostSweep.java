package dev.highlander.zookeeper;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes nodes of this session that the claim table does not know: what a lost reply has left (protocol C4). The table decides
 * under its lock; a node that is being created or given back is in it, and a number that is not in it never comes back.
 */
final class GhostSweep {

  private static final Logger log = LoggerFactory.getLogger(GhostSweep.class);

  private final Standing standing;

  GhostSweep(Standing standing) {
    this.standing = standing;
  }

  /** Completes with the number of ghosts that were found, or with -1 if the session could not be asked. */
  CompletableFuture<Integer> run() {
    var completed = new CompletableFuture<Integer>();
    List<Long> before = standing.table().ghosts();
    // The write settles whatever was sent before it; then what is not listed does not exist.
    standing
        .own()
        .write(
            written -> {
              if (written instanceof ZkReply.Done) {
                standing.session().ephemerals(standing.paths().objects(), listed -> sweep(before, listed, completed));
              } else {
                completed.complete(-1);
              }
            });
    return completed;
  }

  private void sweep(List<Long> before, ZkReply<List<String>> listed, CompletableFuture<Integer> completed) {
    if (!(listed instanceof ZkReply.Done<List<String>> paths)) {
      completed.complete(-1);
      return;
    }
    var left = new HashSet<>(before);
    int found = 0;
    for (String path : paths.value()) {
      ClaimName name = ClaimName.parse(path.substring(path.lastIndexOf('/') + 1)).orElse(null);
      if (name != null && name.incarnation().equals(standing.id()) && standing.table().isGhost(name.counter())) {
        found++;
        left.remove(name.counter());
        standing.session().delete(path, deleted -> onDeleted(name, deleted));
      }
    }
    left.forEach(standing.table()::exorcised);
    if (found > 0) {
      log.info("Incarnation {} deletes {} claims that lost replies have left", standing.id(), found);
    }
    completed.complete(found);
  }

  private void onDeleted(ClaimName name, ZkReply<Void> deleted) {
    if (deleted instanceof ZkReply.Done || deleted.refused(ZkReply.Reason.NO_NODE)) {
      standing.table().exorcised(name.counter());
    }
  }
}

package dev.highlander.testkit.world;

import dev.highlander.zookeeper.ZkSession;
import dev.highlander.zookeeper.ZkSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Opens the sessions of one process. */
final class WorldSessions implements ZkSessions {

  private final Ensemble ensemble;
  private final Machine machine;
  private final long timeoutNanos;
  private final long connectNanos;
  private final Holds heldRequests = new Holds();
  private final Holds heldReplies = new Holds();
  private final List<WorldSession> opened = new ArrayList<>();

  WorldSessions(Ensemble ensemble, Machine machine, long timeoutNanos, long connectNanos) {
    this.ensemble = ensemble;
    this.machine = machine;
    this.timeoutNanos = timeoutNanos;
    this.connectNanos = connectNanos;
  }

  @Override
  public CompletableFuture<ZkSession> open(Function<ZkSession, ZkSession.Listener> user) {
    WorldSession session = new WorldSession(ensemble, machine, timeoutNanos, heldRequests, heldReplies);
    opened.removeIf(each -> !each.present());
    opened.add(session);
    var result = new CompletableFuture<ZkSession>();
    session.open(connectNanos, user, result);
    return result;
  }

  Holds heldRequests() {
    return heldRequests;
  }

  Holds heldReplies() {
    return heldReplies;
  }

  /** Nothing is held any more, in neither direction. */
  void letGo() {
    heldRequests.clear();
    heldReplies.clear();
  }

  /** The sessions that are not over. */
  List<WorldSession> present() {
    opened.removeIf(each -> !each.present());
    return opened;
  }
}

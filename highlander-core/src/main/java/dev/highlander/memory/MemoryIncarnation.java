package dev.highlander.memory;

import dev.highlander.ObjectId;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Renewal;
import dev.highlander.spi.Succession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process's life in a {@link MemoryCluster}. The package-private methods are called under the cluster's lock. */
final class MemoryIncarnation implements Incarnation {

  private final MemoryCluster cluster;
  private final SerialQueue delivery;
  private final IncarnationListener listener;
  private final String id;
  private final List<Runnable> waitingForConnection = new ArrayList<>();
  private volatile Member self;
  private volatile MembershipView members = MembershipView.EMPTY;
  private volatile boolean ended;
  private boolean suspended;
  private boolean left;
  private @Nullable String endReason;

  MemoryIncarnation(MemoryCluster cluster, SerialQueue delivery, Member self, IncarnationListener listener) {
    this.cluster = cluster;
    this.delivery = delivery;
    this.id = self.incarnation();
    this.self = self;
    this.listener = listener;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Member self() {
    return self;
  }

  @Override
  public MembershipView members() {
    return members;
  }

  @Override
  public CompletableFuture<MembershipView> refreshMembers() {
    var reply = new CompletableFuture<MembershipView>();
    cluster.refresh(this, reply);
    return reply;
  }

  @Override
  public CompletableFuture<Renewal> renew() {
    var reply = new CompletableFuture<Renewal>();
    cluster.renew(this, reply);
    return reply;
  }

  @Override
  public CompletableFuture<ClaimResult> claim(ObjectId object) {
    var reply = new CompletableFuture<ClaimResult>();
    cluster.claim(this, object, reply);
    return reply;
  }

  @Override
  public Succession succeed(ObjectId object, String owner) {
    var succession = new MemorySuccession(cluster, this, owner);
    cluster.succeed(this, object, succession);
    return succession;
  }

  @Override
  public CompletableFuture<LookupResult> lookup(ObjectId object) {
    var reply = new CompletableFuture<LookupResult>();
    cluster.lookup(this, object, reply);
    return reply;
  }

  @Override
  public CompletableFuture<Void> release(Claim claim, boolean clean) {
    var reply = new CompletableFuture<Void>();
    cluster.release(this, claim, clean, reply);
    return reply;
  }

  @Override
  public CompletableFuture<Expulsion> expel(Expulsion.Order order) {
    var reply = new CompletableFuture<Expulsion>();
    cluster.expel(this, order, reply);
    return reply;
  }

  @Override
  public CompletableFuture<Void> draining(boolean draining) {
    var reply = new CompletableFuture<Void>();
    Member now = self;
    cluster.publish(
        this, new Member(id, now.name(), now.address(), now.version(), now.role(), draining, now.labels()), reply);
    return reply;
  }

  @Override
  public CompletableFuture<Void> leave() {
    var reply = new CompletableFuture<Void>();
    cluster.leave(this, reply);
    return reply;
  }

  /** Its process closes the registry: whoever still serves under it is told first, since what it holds is free right after. */
  void retire(String reason) {
    if (!ended) {
      ended = true;
      listener.onEnded(reason);
      leave();
    }
  }

  /** Whether its process has learned that it is over. */
  boolean ended() {
    return ended;
  }

  void begin(MembershipView view) {
    members = view;
  }

  void self(Member changed) {
    self = changed;
  }

  void show(MembershipView view) {
    if (!ended) {
      members = view;
    }
  }

  boolean suspended() {
    return suspended;
  }

  boolean reachable() {
    return !suspended && !left && endReason == null;
  }

  String whyUnreachable() {
    if (left) {
      return "incarnation " + id + " has left";
    }
    return suspended || endReason == null ? "the registry can't be reached" : "incarnation " + id + " has ended: " + endReason;
  }

  /** Runs the entry with the process's other replies and events, after the cluster's lock is released. */
  void deliver(Runnable entry) {
    delivery.add(entry);
    cluster.touch(delivery);
  }

  void whenResumed(Runnable action) {
    waitingForConnection.add(action);
  }

  void announce(MembershipView view) {
    if (reachable()) {
      deliver(
          () -> {
            if (!ended) {
              members = view;
              listener.onMembers(view);
            }
          });
    }
  }

  void suspend() {
    if (!suspended && endReason == null) {
      suspended = true;
      deliver(listener::onSuspended);
    }
  }

  void resume(MembershipView view) {
    if (!suspended) {
      return;
    }
    suspended = false;
    waitingForConnection.forEach(this::deliver);
    waitingForConnection.clear();
    if (endReason == null) {
      deliver(listener::onResumed);
      announce(view);
    } else {
      deliverEnd();
    }
  }

  void end(String reason) {
    if (endReason == null && !left) {
      endReason = reason;
      if (!suspended) {
        deliverEnd();
      }
    }
  }

  void left() {
    left = true;
    ended = true;
    suspended = false;
    waitingForConnection.forEach(this::deliver);
    waitingForConnection.clear();
  }

  private void deliverEnd() {
    String reason = "incarnation " + id + ": " + endReason;
    deliver(
        () -> {
          if (!ended) {
            ended = true;
            listener.onEnded(reason);
          }
          cluster.bury(this);
        });
  }
}

package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.Unavailable;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Renewal;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Succession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of this process in the cluster: one ZooKeeper session and one node entry. It ends when either is gone, and nothing of
 * it is ever carried over to another session (protocol L6).
 */
final class ZooKeeperIncarnation implements Incarnation, ZkSession.Listener {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperIncarnation.class);

  /** How long a sweep for ghosts waits for more of them. */
  private static final Duration SWEEP_DELAY = Duration.ofSeconds(1);

  /** How long the claims that are left may take: 200 requests of a hundred each, at most. */
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

  private final IncarnationListener listener;
  private final Standing standing;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private volatile boolean joined;

  ZooKeeperIncarnation(
      ZkSession session, Paths paths, int byteBudget, Member self, Platform platform, IncarnationListener listener) {
    this.listener = listener;
    String id = self.incarnation();
    this.standing =
        new Standing(
            id,
            session,
            paths,
            new OwnEntry(session, paths, self),
            new ClaimTable(paths, id, byteBudget),
            new QueuedClaims(),
            new Membership(session, paths, id, platform.ticker(), this::onMembers, () -> end("its node entry is gone")),
            new Link(platform.scheduling()),
            platform,
            this::end,
            this::requestSweep);
  }

  /** Creates the node entry and reads who else is there; runs in the session's order. */
  void join(CompletableFuture<Incarnation> result) {
    standing
        .own()
        .create(
            created -> {
              if (created instanceof ZkReply.Done) {
                standing.membership().load(loaded -> onLoaded(loaded, result));
              } else {
                refuse(result, created);
              }
            });
  }

  private void onLoaded(ZkReply<MembershipView> loaded, CompletableFuture<Incarnation> result) {
    if (loaded instanceof ZkReply.Done && standing.link().state() == Link.State.UP) {
      joined = true;
      log.info("Joined as {} in session 0x{}", standing.own().self(), Long.toHexString(standing.session().id()));
      result.complete(this);
    } else {
      refuse(result, loaded);
    }
  }

  private void refuse(CompletableFuture<Incarnation> result, ZkReply<?> reply) {
    standing.link().end("it did not join");
    standing
        .session()
        .close(
            () -> {
              closed.complete(null);
              result.completeExceptionally(new Unavailable("can't join the cluster: " + reply.problem()));
            });
  }

  @Override
  public String id() {
    return standing.id();
  }

  @Override
  public Member self() {
    return standing.own().self();
  }

  @Override
  public MembershipView members() {
    return standing.membership().view();
  }

  /** A write first: then the reads of this session are at least as new as everything that was committed before it. */
  @Override
  public CompletableFuture<MembershipView> refreshMembers() {
    var result = new CompletableFuture<MembershipView>();
    if (!standing.link().up()) {
      result.completeExceptionally(new Unavailable(standing.link().problem()));
      return result;
    }
    standing
        .own()
        .write(
            written -> {
              if (written instanceof ZkReply.Done) {
                standing.membership().load(loaded -> onRefreshed(loaded, result));
              } else {
                onRefreshed(written, result);
              }
            });
    return result;
  }

  private void onRefreshed(ZkReply<?> reply, CompletableFuture<MembershipView> result) {
    if (reply.refused(ZkReply.Reason.NO_NODE)) {
      standing.expelled();
    }
    if (reply instanceof ZkReply.Done && !over()) {
      result.complete(members());
    } else {
      result.completeExceptionally(new Unavailable(over() ? standing.link().problem() : reply.problem()));
    }
  }

  @Override
  public CompletableFuture<Renewal> renew() {
    if (over()) {
      return CompletableFuture.completedFuture(new Renewal.Gone());
    }
    var result = new CompletableFuture<Renewal>();
    standing
        .own()
        .write(
            reply -> {
              switch (reply) {
                case ZkReply.Done<ZkStat> done -> result.complete(new Renewal.Acknowledged());
                case ZkReply.Ended<ZkStat> ended -> result.complete(new Renewal.Gone());
                case ZkReply.Refused<ZkStat> refused when refused.reason() == ZkReply.Reason.NO_NODE -> {
                  standing.expelled();
                  result.complete(new Renewal.Gone());
                }
                case ZkReply.Refused<ZkStat> refused -> result.complete(new Renewal.Failed(reply.problem()));
                case ZkReply.Unknown<ZkStat> unknown -> result.complete(new Renewal.Failed(reply.problem()));
              }
            });
    return result;
  }

  @Override
  public CompletableFuture<ClaimResult> claim(ObjectId object) {
    return new ClaimAttempt(standing, object).start();
  }

  @Override
  public Succession succeed(ObjectId object, String owner) {
    return new QueuedClaim(standing, object, owner).start();
  }

  @Override
  public CompletableFuture<LookupResult> lookup(ObjectId object) {
    return new LookupAttempt(standing, object).start();
  }

  @Override
  public CompletableFuture<Void> release(Claim claim, boolean clean) {
    return claim instanceof ZooKeeperClaim own
        ? new ReleaseAttempt(standing, own).start(clean)
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Expulsion> expel(Expulsion.Order order) {
    return new ExpelAttempt(standing, order).start();
  }

  @Override
  public CompletableFuture<Void> draining(boolean draining) {
    var result = new CompletableFuture<Void>();
    Member now = self();
    publish(
        new Member(now.incarnation(), now.name(), now.address(), now.version(), now.role(), draining, now.labels()), result);
    return result;
  }

  private void publish(Member changed, CompletableFuture<Void> result) {
    standing
        .own()
        .change(
            changed,
            reply -> {
              if (reply instanceof ZkReply.Done) {
                result.complete(null);
              } else if (reply instanceof ZkReply.Unknown) {
                standing.link().retry(() -> publish(changed, result));
              } else {
                result.completeExceptionally(new Unavailable(reply.problem()));
              }
            });
  }

  @Override
  public CompletableFuture<Void> leave() {
    return leave(() -> { });
  }

  /** The registry is closed by somebody who need not be its user: that one is told before the first claim is free, and so serves no more. */
  CompletableFuture<Void> retire(String reason) {
    return leave(() -> {
      if (joined) {
        listener.onEnded(reason);
      }
    });
  }

  private CompletableFuture<Void> leave(Runnable first) {
    if (standing.link().leave()) {
      log.info("Incarnation {} leaves", id());
      standing.queue().end(standing.link().problem());
      try {
        first.run();
      } finally {
        drain(() -> standing.session().delete(standing.own().path(), deleted -> close()));
      }
    }
    return closed;
  }

  /**
   * Deletes what claims are left. Whatever keeps that from its end must not keep this process from joining again: then the session is closed with
   * what is left.
   */
  private void drain(Runnable then) {
    Scheduling.Timer late = standing.platform().scheduling().after(LONGEST_DRAIN, this::abandon);
    closed.whenComplete((done, error) -> late.cancel());
    new ClaimDrain(standing, then).start();
  }

  private void abandon() {
    if (!closed.isDone()) {
      log.warn("Incarnation {} could not delete its claims within {}; they go with its session", id(), LONGEST_DRAIN);
      close();
      closed.complete(null);
    }
  }

  private void close() {
    standing.link().end("it has left");
    standing.session().close(() -> closed.complete(null));
  }

  private void end(String reason) {
    Link.State before = standing.link().end(reason);
    standing.queue().end(standing.link().problem());
    if (before == Link.State.OVER || before == Link.State.LEAVING || !joined) {
      return;
    }
    log.warn("Incarnation {} has ended: {}", id(), reason);
    try {
      listener.onEnded(reason);
    } finally {
      drain(this::close);
    }
  }

  boolean over() {
    return standing.link().state() == Link.State.OVER;
  }

  /** Completes when the session is closed and a new incarnation may begin. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  private void onMembers(MembershipView view) {
    try {
      standing.queue().changed();
    } finally {
      if (joined && !over()) {
        listener.onMembers(view);
      }
    }
  }

  @Override
  public void onChanged(String path) {
    if (path.startsWith(standing.paths().objects())) {
      standing.queue().changed(path);
      return;
    }
    standing.membership().outdate();
    if (!over()) {
      standing.membership().load(loaded -> {});
    }
  }

  @Override
  public void onSuspended() {
    standing.membership().outdate();
    if (standing.link().suspend() && joined) {
      log.warn("Incarnation {} has lost its connection to ZooKeeper", id());
      listener.onSuspended();
    }
  }

  @Override
  public void onResumed() {
    if (standing.link().resume() && joined) {
      log.info("Incarnation {} is connected to ZooKeeper again", id());
      listener.onResumed();
      requestSweep();
    }
    standing.membership().load(loaded -> {});
    standing.queue().changed();
  }

  @Override
  public void onEnded(String reason) {
    end("its ZooKeeper session is over: " + reason);
  }

  private void requestSweep() {
    if (sweeping.compareAndSet(false, true)) {
      standing.platform().scheduling().after(SWEEP_DELAY, this::sweep);
    }
  }

  private void sweep() {
    sweeping.set(false);
    if (standing.link().up()) {
      sweepGhosts();
    }
  }

  CompletableFuture<Integer> sweepGhosts() {
    return new GhostSweep(standing).run();
  }

  /** What it knows of its own claims, for tests and the janitor. */
  Standing standing() {
    return standing;
  }

  /** Deletes nothing: the claims that are held now. */
  List<ZooKeeperClaim> held() {
    return standing.table().held();
  }
}

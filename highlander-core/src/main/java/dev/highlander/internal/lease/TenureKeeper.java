package dev.highlander.internal.lease;

import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Scheduling;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process in the cluster: joins, renews the lease, and when an incarnation ends drops everything that was done under it and joins
 * again as a new one (protocol L6). The registry's generation is settled before every join, because it may have been rebuilt meanwhile.
 */
public final class TenureKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(TenureKeeper.class);
  private static final Duration REJOIN_PAUSE = Duration.ofMillis(500);

  /** After so long an attempt to join again is given up and the next one begins. */
  private static final Duration REJOIN_PATIENCE = Duration.ofSeconds(60);

  /**
   * Times of a lease.
   *
   * @param lease how long a renewal lasts
   * @param heartbeat how often it is renewed
   */
  public record Times(Duration lease, Duration heartbeat) {}

  /** Told of what happens. Called on registry and timer threads: returns at once. */
  public interface Observer {
    void began(Tenure tenure);

    /** The lease is revoked already. */
    void ended(Tenure tenure, String reason);

    void members(MembershipView view);
  }

  private final Platform platform;
  private final Registry registry;
  private final Registry.Profile profile;
  private final Function<String, CompletableFuture<Long>> generations;
  private final Times times;
  private final Observer observer;
  private final ReentrantLock lock = new ReentrantLock();

  /** What the observer is told: added under the lock, so that it hears of a beginning before its end and of an end before the next beginning. */
  private final SerialQueue events = new SerialQueue();

  private volatile @Nullable Tenure current;
  private @Nullable LeaseKeeper keeper;
  private volatile boolean leaving;

  /**
   * A keeper.
   *
   * @param generations settles the generation of the registry with the given root id
   */
  public TenureKeeper(
      Platform platform,
      Registry registry,
      Registry.Profile profile,
      Function<String, CompletableFuture<Long>> generations,
      Times times,
      Observer observer) {
    this.platform = platform;
    this.registry = registry;
    this.profile = profile;
    this.generations = generations;
    this.times = times;
    this.observer = observer;
  }

  /** The present tenure; null between two. */
  public @Nullable Tenure current() {
    return current;
  }

  /** Joins for the first time; completes exceptionally if that fails. From then on it rejoins by itself. */
  public CompletableFuture<Tenure> join() {
    return join(new AtomicBoolean());
  }

  /** Joins, unless somebody else has settled the attempt by then. */
  private CompletableFuture<Tenure> join(AtomicBoolean settled) {
    // A registry that was rebuilt after its generation was settled refuses the join.
    return registry.open()
        .thenCompose(generations)
        .thenCompose(generation -> {
          Life life = new Life(generation, settled);
          return registry.join(profile, life).thenApply(life::begin);
        });
  }

  private void rejoin() {
    if (leaving) {
      return;
    }
    AtomicBoolean settled = new AtomicBoolean();
    Scheduling.Timer givesUp = platform.scheduling().after(REJOIN_PATIENCE, () -> failed(settled, "not within " + REJOIN_PATIENCE));
    CompletableFuture<Tenure> joined;
    try {
      joined = join(settled);
    } catch (RuntimeException | Error thrown) {
      joined = CompletableFuture.failedFuture(thrown);
    }
    joined.whenComplete((tenure, error) -> {
      givesUp.cancel();
      if (error != null) {
        failed(settled, error.toString());
      }
    });
  }

  private void failed(AtomicBoolean settled, String reason) {
    if (settled.compareAndSet(false, true)) {
      LOG.warn("{} could not join again: {}", profile.name(), reason);
      rejoinSoon();
    }
  }

  private void rejoinSoon() {
    platform.scheduling().after(REJOIN_PAUSE, () -> platform.executor().execute(this::rejoin));
  }

  /** Ends the present incarnation, if there is one, and joins no more. */
  public CompletableFuture<Void> leave() {
    Tenure tenure;
    lock.lock();
    try {
      leaving = true;
      tenure = current;
      current = null;
      stopRenewing();
    } finally {
      lock.unlock();
    }
    if (tenure == null) {
      return CompletableFuture.completedFuture(null);
    }
    tenure.lease().revoke();
    return tenure.incarnation().leave();
  }

  /** Runs on threads that others need: what the observer throws is told to nobody else. */
  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} could not follow a change of its place in the cluster", profile.name(), thrown);
    }
  }

  private void stopRenewing() {
    LeaseKeeper renewing = keeper;
    if (renewing != null) {
      renewing.stop();
      keeper = null;
    }
  }

  /** One incarnation as the registry reports on it; its end may be reported before its join is. */
  private final class Life implements IncarnationListener {
    private final long generation;
    private final AtomicBoolean settled;
    private @Nullable Tenure tenure;
    private @Nullable String over;

    Life(long generation, AtomicBoolean settled) {
      this.generation = generation;
      this.settled = settled;
    }

    Tenure begin(Incarnation incarnation) {
      NodeLease lease = new NodeLease(platform.ticker(), times.lease());
      Tenure begun = new Tenure(incarnation, lease, generation);
      LeaseKeeper renewing =
          new LeaseKeeper(platform.ticker(), platform.scheduling(), incarnation, lease, times.heartbeat(), times.lease());
      String ended;
      boolean late;
      lock.lock();
      try {
        ended = over;
        late = !settled.compareAndSet(false, true) || leaving;
        if (!late) {
          tenure = begun;
        }
        if (ended == null && !late) {
          current = begun;
          keeper = renewing;
          events.add(() -> tell(() -> observer.began(begun)));
          events.add(() -> tell(() -> observer.members(incarnation.members())));
        }
      } finally {
        lock.unlock();
      }
      if (late) {
        incarnation.leave();
      } else if (ended != null) {
        rejoinSoon();
      } else {
        LOG.info("{} joined as {}, generation {}", profile.name(), incarnation.id(), generation);
        renewing.start();
        events.run();
      }
      return begun;
    }

    @Override
    public void onEnded(String reason) {
      Tenure ended;
      lock.lock();
      try {
        if (over != null) {
          return;
        }
        over = reason;
        ended = tenure;
        if (ended != null) {
          end(ended, reason);
        }
      } finally {
        lock.unlock();
      }
      if (ended != null) {
        LOG.warn("{} is no longer {}: {}", profile.name(), ended.incarnation().id(), reason);
        events.run();
        rejoinSoon();
      }
    }

    private void end(Tenure ended, String reason) {
      ended.lease().revoke();
      if (current == ended) {
        current = null;
        stopRenewing();
      }
      events.add(() -> tell(() -> observer.ended(ended, reason)));
    }

    @Override
    public void onMembers(MembershipView view) {
      events.execute(() -> tell(() -> observer.members(view)));
    }

    @Override
    public void onSuspended() {
      LOG.info("{} can't reach the registry", profile.name());
    }

    @Override
    public void onResumed() {
      LOG.info("{} reaches the registry again", profile.name());
    }
  }
}

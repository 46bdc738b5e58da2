package dev.highlander.internal.lease;

import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
    // A registry that was rebuilt after its generation was settled refuses the join.
    return registry.open()
        .thenCompose(generations)
        .thenCompose(generation -> {
          Life life = new Life(generation);
          return registry.join(profile, life).thenApply(life::begin);
        });
  }

  private void rejoin() {
    if (leaving) {
      return;
    }
    join().whenComplete((tenure, error) -> {
      if (error != null) {
        LOG.warn("{} could not join again: {}", profile.name(), error.toString());
        platform.scheduling().after(REJOIN_PAUSE, () -> platform.executor().execute(this::rejoin));
      }
    });
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
    private @Nullable Tenure tenure;
    private @Nullable String over;

    Life(long generation) {
      this.generation = generation;
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
        tenure = begun;
        ended = over;
        late = leaving;
        if (ended == null && !late) {
          current = begun;
          keeper = renewing;
          events.add(() -> {
            observer.began(begun);
            observer.members(incarnation.members());
          });
        }
      } finally {
        lock.unlock();
      }
      if (ended != null) {
        retry();
      } else if (late) {
        incarnation.leave();
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
        retry();
      }
    }

    private void end(Tenure ended, String reason) {
      ended.lease().revoke();
      if (current == ended) {
        current = null;
        stopRenewing();
      }
      events.add(() -> observer.ended(ended, reason));
    }

    private void retry() {
      platform.scheduling().after(REJOIN_PAUSE, () -> platform.executor().execute(TenureKeeper.this::rejoin));
    }

    @Override
    public void onMembers(MembershipView view) {
      events.execute(() -> observer.members(view));
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

package dev.highlander.internal.lease;

import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Renewal;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews one incarnation's lease: an acknowledged write every heartbeat, at most two outstanding (protocol L2), and watches that the two
 * clocks advance together (protocol L7). Stops by itself when the node entry is gone.
 */
public final class LeaseKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int MAX_OUTSTANDING = 2;

  private final Ticker ticker;
  private final Scheduling scheduling;
  private final Incarnation incarnation;
  private final NodeLease lease;
  private final Duration heartbeat;
  private final long jumpMillis;
  private final AtomicInteger outstanding = new AtomicInteger();
  private volatile boolean stopped;
  private long lastNanos;
  private long lastWallMillis;

  public LeaseKeeper(
      Ticker ticker, Scheduling scheduling, Incarnation incarnation, NodeLease lease, Duration heartbeat, Duration leaseTime) {
    this.ticker = ticker;
    this.scheduling = scheduling;
    this.incarnation = incarnation;
    this.lease = lease;
    this.heartbeat = heartbeat;
    this.jumpMillis = leaseTime.toMillis() / 5;
  }

  /** Sends the first renewal and goes on until {@link #stop()}. */
  public void start() {
    lastNanos = ticker.nanos();
    lastWallMillis = ticker.wallMillis();
    beat();
  }

  /** Sends nothing more; the lease runs out or is revoked by whoever stops this. */
  public void stop() {
    stopped = true;
  }

  private void beat() {
    if (stopped) {
      return;
    }
    try {
      watchClocks();
      if (outstanding.get() < MAX_OUTSTANDING) {
        outstanding.incrementAndGet();
        NodeLease.Renewing renewing = lease.sending();
        sent().whenComplete((renewal, error) -> answered(renewing, renewal, error));
      }
    } finally {
      // Whatever becomes of this beat.
      scheduling.after(heartbeat, this::beat);
    }
  }

  private CompletableFuture<Renewal> sent() {
    try {
      return incarnation.renew();
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void answered(NodeLease.Renewing renewing, @Nullable Renewal renewal, @Nullable Throwable error) {
    outstanding.decrementAndGet();
    if (error != null || renewal == null) {
      LOG.warn("renewal of {} failed", incarnation.id(), error);
      return;
    }
    switch (renewal) {
      case Renewal.Acknowledged acknowledged -> lease.acknowledged(renewing);
      case Renewal.Gone gone -> {
        stopped = true;
        lease.revoke();
      }
      case Renewal.Failed failed -> LOG.debug("renewal of {} not acknowledged: {}", incarnation.id(), failed.reason());
    }
  }

  private void watchClocks() {
    long nanos = ticker.nanos();
    long wallMillis = ticker.wallMillis();
    long difference = Math.abs((wallMillis - lastWallMillis) - (nanos - lastNanos) / 1_000_000);
    lastNanos = nanos;
    lastWallMillis = wallMillis;
    if (difference > jumpMillis) {
      lease.suspend();
      LOG.warn("wall clock and monotonic clock of {} differ by {} ms: serving again after the next renewal", incarnation.id(), difference);
    }
  }
}

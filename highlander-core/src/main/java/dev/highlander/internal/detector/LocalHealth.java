package dev.highlander.internal.detector;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.lease.NodeLease;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Whether this node is well enough to say anything about others. A node that runs late, can't renew its own lease or can't reach most others looks
 * from the inside as if everybody else had failed. After the local health of Lifeguard (Dadgar, Phillips, Currey, "Lifeguard: Local Health
 * Awareness for More Accurate Failure Detection", 2018), which slows a sick node's judgement down; here it is silenced, because the end of the
 * session stands behind it.
 */
final class LocalHealth {

  /** How a node finds itself. */
  sealed interface Condition {
    record Well() implements Condition {}

    /** It accuses nobody, for this reason. */
    record Sick(String reason) implements Condition {}
  }

  private static final Duration LONGEST_TICK = Duration.ofMillis(250);
  private static final Duration LEAST_LAG = Duration.ofMillis(100);

  private final Ticker ticker;
  private final NodeLease lease;
  private final Duration leaseTime;
  private final Duration tick;
  private final long lagNanos;
  private final long restNanos;
  private long tickedNanos;
  private long latestLagNanos;
  private long lag;

  LocalHealth(Ticker ticker, NodeLease lease, Duration leaseTime, ProbeSettings settings) {
    this.ticker = ticker;
    this.lease = lease;
    this.leaseTime = leaseTime;
    this.tick = shorter(settings.interval(), LONGEST_TICK);
    this.lagNanos = longer(settings.timeout().dividedBy(2), LEAST_LAG).toNanos();
    this.restNanos = settings.timeout().toNanos();
    this.tickedNanos = ticker.nanos();
    this.latestLagNanos = tickedNanos - restNanos;
  }

  /** How often {@link #tick} has to be called. */
  Duration every() {
    return tick;
  }

  /**
   * The timer that watches this process's own pace has run.
   *
   * @return whether it was late: what was seen of others until now is worth nothing
   */
  boolean tick() {
    long now = ticker.nanos();
    long late = now - tickedNanos - tick.toNanos();
    tickedNanos = now;
    if (late > lagNanos) {
      lag = late;
      latestLagNanos = now;
      return true;
    }
    return false;
  }

  /** Whether this process stood still at some time since then. */
  boolean stoodStillSince(long nanos) {
    return latestLagNanos - nanos >= 0 || overdue();
  }

  /** The process may have slept until this very moment, and its timers be yet to come. */
  private boolean overdue() {
    return ticker.nanos() - tickedNanos - tick.toNanos() > lagNanos;
  }

  /**
   * How this node is now.
   *
   * @param nodes how many nodes the cluster has: of two, one that can't reach the other can't know whose fault it is, and the registry decides
   */
  Condition condition(Collection<Peer> peers, int nodes) {
    long now = ticker.nanos();
    if (overdue() || now - latestLagNanos < restNanos) {
      long millis = TimeUnit.NANOSECONDS.toMillis(overdue() ? now - tickedNanos : lag);
      return new Condition.Sick("its own timers were " + millis + " ms late");
    }
    // Renewed within the last half of a lease; a healthy node renews it eight times in a lease.
    if (lease.remaining().compareTo(leaseTime.dividedBy(2)) < 0) {
      return new Condition.Sick("its own lease is not renewed");
    }
    long known = peers.stream().filter(Peer::everReached).count();
    long reachable = peers.stream().filter(peer -> peer.reachable(now)).count();
    if (nodes > 2 && reachable * 2 < known) {
      return new Condition.Sick("it reaches only " + reachable + " of " + known + " peers");
    }
    return new Condition.Well();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}

package dev.highlander.internal.lease;

import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers one question for one incarnation: may this process still act as owner at this instant? (protocol L2, L3, L7)
 *
 * <p>The lease is held until a deadline, which only an acknowledged write to the registry moves: a renewal that was <em>sent</em> at t0
 * extends it to t0 + lease, by the monotonic and by the wall clock, and both must lie ahead. Whoever takes over waits longer than the lease, so
 * that no margin is needed here. {@link #heldAt} is on the path of every query: two volatile reads beside the clocks'.
 *
 * <p>After Gray and Cheriton, "Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency" (SOSP 1989).
 */
public final class NodeLease {

  private final Ticker ticker;
  private final long leaseNanos;
  private final long leaseMillis;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long deadlineNanos;
  private volatile long deadlineWallMillis;
  private long term;
  private boolean revoked;

  /** A lease that is not held until its first renewal. */
  public NodeLease(Ticker ticker, Duration lease) {
    this.ticker = ticker;
    this.leaseNanos = lease.toNanos();
    this.leaseMillis = lease.toMillis();
    this.deadlineNanos = ticker.nanos();
    this.deadlineWallMillis = Long.MIN_VALUE;
  }

  /** Whether it is held at this instant. */
  public boolean held() {
    return heldAt(ticker.nanos(), ticker.wallMillis());
  }

  /** Whether it is held at the instant of these two readings, for callers that have just taken them for other reasons too. */
  public boolean heldAt(long nanos, long wallMillis) {
    return nanos - deadlineNanos < 0 && wallMillis < deadlineWallMillis;
  }

  /** How long it is held without a further renewal; zero or negative if it is not. */
  public Duration remaining() {
    return held() ? Duration.ofNanos(deadlineNanos - ticker.nanos()) : Duration.ZERO;
  }

  /** When it ends, or ended, by the {@link Ticker}; a further renewal moves it. */
  public long heldUntilNanos() {
    return deadlineNanos;
  }

  /** Begins a renewal; pass the result to {@link #acknowledged} if and when the write it stands for was acknowledged. */
  public Renewing sending() {
    lock.lock();
    try {
      return new Renewing(ticker.nanos(), ticker.wallMillis(), term);
    } finally {
      lock.unlock();
    }
  }

  /** The write was acknowledged: extends the lease to when it was sent plus the lease; void if the lease was suspended in between. */
  public void acknowledged(Renewing renewing) {
    lock.lock();
    try {
      if (revoked || renewing.term != term) {
        return;
      }
      long nanos = renewing.sentNanos + leaseNanos;
      if (nanos - deadlineNanos > 0) {
        deadlineNanos = nanos;
      }
      deadlineWallMillis = Math.max(deadlineWallMillis, renewing.sentWallMillis + leaseMillis);
    } finally {
      lock.unlock();
    }
  }

  /** The clocks disagree: the machine was suspended or a clock was set. Not held until a renewal sent from now on is acknowledged. */
  public void suspend() {
    lock.lock();
    try {
      term++;
      end();
    } finally {
      lock.unlock();
    }
  }

  /** The incarnation has ended: never held again. */
  public void revoke() {
    lock.lock();
    try {
      revoked = true;
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    long nanos = ticker.nanos();
    if (nanos - deadlineNanos < 0) {
      deadlineNanos = nanos;
    }
    deadlineWallMillis = Long.MIN_VALUE;
  }

  /** A renewal on its way. */
  public static final class Renewing {
    private final long sentNanos;
    private final long sentWallMillis;
    private final long term;

    private Renewing(long sentNanos, long sentWallMillis, long term) {
      this.sentNanos = sentNanos;
      this.sentWallMillis = sentWallMillis;
      this.term = term;
    }
  }
}

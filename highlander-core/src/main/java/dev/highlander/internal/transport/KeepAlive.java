package dev.highlander.internal.transport;

import java.util.concurrent.TimeUnit;

/**
 * Whether a connection's peer is still there. Each side sends a frame when it has sent nothing for a while, and gives up when it has
 * heard nothing for longer. Only time in which this process ran is counted, so a process that was stopped for a minute does not take
 * its peers for dead when it wakes. Everything but {@link #heard} is called by the sweep only.
 */
final class KeepAlive {

  /** What is to be done now. */
  enum Verdict {
    FINE,
    SEND,
    DEAD
  }

  private final long sendAfterNanos;
  private final long deadAfterNanos;
  private volatile boolean heard;
  private long silentNanos;
  private long quietNanos;
  private long lastDrains;

  KeepAlive(TransportTimings timings) {
    this.sendAfterNanos = timings.keepAlive().toNanos();
    this.deadAfterNanos = timings.deadAfter().toNanos();
  }

  /** Bytes came in. */
  void heard() {
    if (!heard) {
      heard = true;
    }
  }

  /**
   * Some time went by.
   *
   * @param ranNanos how much of it this process certainly ran
   * @param drains the outbox's count of drains: whether something was sent
   * @param listening whether the connection was being read at all
   */
  Verdict passed(long ranNanos, long drains, boolean listening) {
    if (heard || !listening) {
      heard = false;
      silentNanos = 0;
    } else {
      silentNanos += ranNanos;
    }
    quietNanos = drains == lastDrains ? quietNanos + ranNanos : 0;
    lastDrains = drains;
    if (silentNanos >= deadAfterNanos) {
      return Verdict.DEAD;
    }
    if (quietNanos >= sendAfterNanos) {
      quietNanos = 0;
      return Verdict.SEND;
    }
    return Verdict.FINE;
  }

  /** How long nothing was heard. */
  String silence() {
    return TimeUnit.NANOSECONDS.toMillis(silentNanos) + " ms";
  }
}

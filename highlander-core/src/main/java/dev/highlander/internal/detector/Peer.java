package dev.highlander.internal.detector;

import dev.highlander.ProbeSettings;
import dev.highlander.spi.Member;
import dev.highlander.spi.Scheduling.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of one peer from its own probes. A peer that was never reached is never suspected: that says more about its address, or
 * about the way there, than about the peer, and a node that was expelled wrongly would be expelled again and again while the way is cut.
 */
final class Peer {

  /** Signs that nobody is there, of which the last has to be a definite one: a broken connection and a refusal, or two refusals. */
  private static final int SIGNS = 2;

  private final Member member;
  private final ProbeSettings settings;
  private boolean probing;
  private @Nullable Timer next;
  private boolean reached;
  private long reachedNanos;
  private int misses;
  private int signs;
  private boolean definite;
  private String lastReason = "";
  private boolean accused;

  Peer(Member member, ProbeSettings settings) {
    this.member = member;
    this.settings = settings;
  }

  Member member() {
    return member;
  }

  String id() {
    return member.incarnation();
  }

  /** A probe begins, in turn or out of it; false if one is under way. */
  boolean beginProbe() {
    if (probing) {
      return false;
    }
    probing = true;
    Timer later = next;
    if (later != null) {
      later.cancel();
      next = null;
    }
    return true;
  }

  /** The probe has ended. */
  void endProbe() {
    probing = false;
  }

  /** When the next probe is due; there is one at most. */
  void next(Timer timer) {
    next = timer;
  }

  /** Whether this node has told that it can't reach it. */
  boolean accused() {
    return accused;
  }

  void accused(boolean now) {
    accused = now;
  }

  void observe(Observation observation, long nowNanos) {
    switch (observation) {
      case Observation.Reached answered -> {
        reached = true;
        reachedNanos = nowNanos;
        forget();
      }
      case Observation.Deserted deserted -> sign(deserted.reason(), true);
      case Observation.Replaced replaced -> sign("incarnation " + replaced.incarnation() + " answers in its place", true);
      case Observation.Broken broken -> sign(broken.reason(), false);
      case Observation.Silent silent -> miss(silent.reason());
    }
  }

  private void sign(String reason, boolean isDefinite) {
    signs++;
    definite = isDefinite;
    miss(reason);
  }

  private void miss(String reason) {
    misses++;
    lastReason = reason;
  }

  /** What was seen counts for nothing: this node itself was not well. */
  void forget() {
    misses = 0;
    signs = 0;
    definite = false;
  }

  /** Whether anything speaks against it since it answered last. */
  boolean doubted() {
    return misses > 0;
  }

  boolean everReached() {
    return reached;
  }

  /** Whether it answered lately and nobody at its address has denied it since. */
  boolean reachable(long nowNanos) {
    long lately = 2 * settings.timeout().toNanos() + settings.interval().toNanos();
    return reached && signs == 0 && nowNanos - reachedNanos <= lately;
  }

  /** Why it is taken for gone, as a sentence with the evidence; null if it is not. */
  @Nullable String suspicion(long nowNanos) {
    if (!reached || ((signs < SIGNS || !definite) && misses < settings.misses())) {
      return null;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nowNanos - reachedNanos);
    return misses + " probes in a row failed, the last answer is " + millis + " ms old: " + lastReason;
  }
}

package dev.highlander;

import java.time.Duration;

/**
 * Times and limits of a node or client. All of them are settings; the defaults are what the protocol was measured with. Letters in brackets
 * are those of the ownership protocol.
 *
 * <p>Lease, heartbeat and takeover wait are an agreement: every node of a cluster has to have the same.
 *
 * @param sessionTimeout how long the registry waits for a silent process before its session ends (T); 1 s to 10 min
 * @param heartbeat how often the lease is renewed (h); 10 ms up to a quarter of the lease
 * @param lease how long a node may act as owner after a renewal was sent (L); below the session timeout
 * @param takeoverWaitFactor the takeover wait W as a multiple of the lease: 1.1 bears clocks whose rates differ by 10 %; 1.0
 *     to 10
 * @param idle how long an activation stays in memory after its last call; 100 ms to 365 days
 * @param mailbox the most calls that wait for one object; 1 to 1,000,000
 * @param stateLimitBytes the largest state as JSON; 1 KiB to 4 MiB
 * @param frameLimitBytes the largest message between processes; 64 KiB to 64 MiB, and at least 64 KiB more than a state
 * @param keptReplies the most replies an object keeps for repeated requests; 1 to 1,000,000
 * @param keptReplyBytes the most bytes of such replies; 1 KiB to 1 MiB
 * @param requestWindow how long a request id is remembered; 1 s to 1 day
 * @param callDeadline how long a call is waited for; 1 ms to 1 hour
 * @param storeDeadline how long one write is tried before its outcome is given up as unknown; 100 ms to 10 min
 * @param maxRedirects how often a call follows another owner before it is {@code Unavailable}; 1 to 16
 * @param probes how dead nodes are found out
 * @param handOff how objects move between nodes that live
 */
public record NodeSettings(
    Duration sessionTimeout,
    Duration heartbeat,
    Duration lease,
    double takeoverWaitFactor,
    Duration idle,
    int mailbox,
    int stateLimitBytes,
    int frameLimitBytes,
    int keptReplies,
    int keptReplyBytes,
    Duration requestWindow,
    Duration callDeadline,
    Duration storeDeadline,
    int maxRedirects,
    ProbeSettings probes,
    HandOffSettings handOff) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** Throws {@link BadRequest} with a sentence that names the setting, its value and its range. */
  public NodeSettings {
    between("sessionTimeout", sessionTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
    between("lease", lease, Duration.ofMillis(100), Duration.ofMinutes(5));
    between("heartbeat", heartbeat, Duration.ofMillis(10), lease.dividedBy(4));
    if (lease.compareTo(sessionTimeout) >= 0) {
      throw new BadRequest("lease is " + lease + ", but has to be below sessionTimeout, which is " + sessionTimeout);
    }
    if (!(takeoverWaitFactor >= 1.0 && takeoverWaitFactor <= 10.0)) {
      throw new BadRequest("takeoverWaitFactor is " + takeoverWaitFactor + "; it has to be between 1.0 and 10.0");
    }
    between("idle", idle, Duration.ofMillis(100), Duration.ofDays(365));
    between("mailbox", mailbox, 1, 1_000_000);
    between("stateLimitBytes", stateLimitBytes, KIB, 4 * MIB);
    between("frameLimitBytes", frameLimitBytes, Math.max(64 * KIB, stateLimitBytes + 64 * KIB), 64 * MIB);
    between("keptReplies", keptReplies, 1, 1_000_000);
    between("keptReplyBytes", keptReplyBytes, KIB, MIB);
    between("requestWindow", requestWindow, Duration.ofSeconds(1), Duration.ofDays(1));
    between("callDeadline", callDeadline, Duration.ofMillis(1), Duration.ofHours(1));
    between("storeDeadline", storeDeadline, Duration.ofMillis(100), Duration.ofMinutes(10));
    between("maxRedirects", maxRedirects, 1, 16);
  }

  /** The defaults. */
  public static NodeSettings defaults() {
    return new Builder().build();
  }

  /** How long an heir waits for its predecessor's lease to be over (W). */
  public Duration takeoverWait() {
    return Duration.ofNanos((long) Math.ceil(lease.toNanos() * takeoverWaitFactor));
  }

  /** The same settings, to be changed one by one. */
  public Builder toBuilder() {
    return new Builder()
        .sessionTimeout(sessionTimeout)
        .heartbeat(heartbeat)
        .lease(lease)
        .takeoverWaitFactor(takeoverWaitFactor)
        .idle(idle)
        .mailbox(mailbox)
        .stateLimitBytes(stateLimitBytes)
        .frameLimitBytes(frameLimitBytes)
        .keptReplies(keptReplies)
        .keptReplyBytes(keptReplyBytes)
        .requestWindow(requestWindow)
        .callDeadline(callDeadline)
        .storeDeadline(storeDeadline)
        .maxRedirects(maxRedirects)
        .probes(probes)
        .handOff(handOff);
  }

  private static void between(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new BadRequest(name + " is " + value + "; it has to be between " + least + " and " + most);
    }
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new BadRequest(name + " is " + value + "; it has to be between " + least + " and " + most);
    }
  }

  /** Changes some of the settings; the rest are the defaults, or those of {@link #toBuilder()}. Confined to one thread. */
  public static final class Builder {

    private Duration sessionTimeout = Duration.ofSeconds(6);
    private Duration heartbeat = Duration.ofMillis(250);
    private Duration lease = Duration.ofSeconds(2);
    private double takeoverWaitFactor = 1.1;
    private Duration idle = Duration.ofSeconds(60);
    private int mailbox = 10_000;
    private int stateLimitBytes = 4 * 1024 * 1024;
    private int frameLimitBytes = 5 * 1024 * 1024;
    private int keptReplies = 4_096;
    private int keptReplyBytes = 256 * 1024;
    private Duration requestWindow = Duration.ofMinutes(10);
    private Duration callDeadline = Duration.ofSeconds(30);
    private Duration storeDeadline = Duration.ofSeconds(10);
    private int maxRedirects = 3;
    private ProbeSettings probes = ProbeSettings.DEFAULT;
    private HandOffSettings handOff = HandOffSettings.DEFAULT;

    public Builder sessionTimeout(Duration value) {
      sessionTimeout = value;
      return this;
    }

    public Builder heartbeat(Duration value) {
      heartbeat = value;
      return this;
    }

    public Builder lease(Duration value) {
      lease = value;
      return this;
    }

    public Builder takeoverWaitFactor(double value) {
      takeoverWaitFactor = value;
      return this;
    }

    public Builder idle(Duration value) {
      idle = value;
      return this;
    }

    public Builder mailbox(int value) {
      mailbox = value;
      return this;
    }

    public Builder stateLimitBytes(int value) {
      stateLimitBytes = value;
      return this;
    }

    public Builder frameLimitBytes(int value) {
      frameLimitBytes = value;
      return this;
    }

    public Builder keptReplies(int value) {
      keptReplies = value;
      return this;
    }

    public Builder keptReplyBytes(int value) {
      keptReplyBytes = value;
      return this;
    }

    public Builder requestWindow(Duration value) {
      requestWindow = value;
      return this;
    }

    public Builder callDeadline(Duration value) {
      callDeadline = value;
      return this;
    }

    public Builder storeDeadline(Duration value) {
      storeDeadline = value;
      return this;
    }

    public Builder maxRedirects(int value) {
      maxRedirects = value;
      return this;
    }

    public Builder probes(ProbeSettings value) {
      probes = value;
      return this;
    }

    public Builder handOff(HandOffSettings value) {
      handOff = value;
      return this;
    }

    /** Throws {@link BadRequest} if a value is outside its range. */
    public NodeSettings build() {
      return new NodeSettings(
          sessionTimeout,
          heartbeat,
          lease,
          takeoverWaitFactor,
          idle,
          mailbox,
          stateLimitBytes,
          frameLimitBytes,
          keptReplies,
          keptReplyBytes,
          requestWindow,
          callDeadline,
          storeDeadline,
          maxRedirects,
          probes,
          handOff);
    }
  }
}

package dev.highlander.testkit.world;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * One computer: its two clocks, which run at a rate of their own, and the process on it. It may stand still, with its monotonic clock running
 * (SIGSTOP, a long garbage collection) or standing too (a suspended virtual machine), and then does late what it should have done meanwhile.
 */
final class Machine {

  /** Rates are given in millionths; the fastest and the slowest clock of a world differ by less than 10 %. */
  static final int SLOWEST = 955_000;

  static final int FASTEST = 1_049_000;

  /** A rate that is the world's. */
  static final int MILLION = 1_000_000;

  private static final long LONGEST_JITTER_NANOS = 20_000;
  private static final long SOON_NANOS = 1_000;

  private final Timeline timeline;
  private final int index;
  private final String name;
  private final SplittableRandom random;
  private final long rate;
  private final boolean steady;
  private final long originNanos;
  private final Queue<Timeline.Event> held = new ArrayDeque<>();
  private final Ticker ticker = new Clocks();
  private long stoodNanos;
  private long wallOffsetMillis;
  private long wallJumpedAtNanos = Long.MIN_VALUE / 2;
  private int life;
  private boolean paused;
  private boolean suspended;
  private boolean frozen;
  private long suspendedAtNanos;

  /**
   * A machine.
   *
   * @param rate of its clocks, in millionths of the world's
   * @param steady whether tasks begin in the order in which they were handed in
   */
  Machine(Timeline timeline, int index, String name, int rate, boolean steady, SplittableRandom random) {
    this.timeline = timeline;
    this.index = index;
    this.name = name;
    this.rate = rate;
    this.steady = steady;
    this.random = random;
    this.originNanos = random.nextLong(1L << 50);
    this.wallOffsetMillis = 1_800_000_000_000L + random.nextLong(-2_000, 2_000);
  }

  int index() {
    return index;
  }

  String name() {
    return name;
  }

  /** Counts the processes that ran here. */
  int life() {
    return life;
  }

  /** The process ends at once; nothing that it planned happens any more. */
  void kill() {
    life++;
    held.clear();
  }

  // ---- clocks ----

  long nanos() {
    return originNanos + elapsed() * rate / MILLION;
  }

  /** World time that this machine's monotonic clock has seen. */
  private long elapsed() {
    return (suspended ? suspendedAtNanos : timeline.now()) - stoodNanos;
  }

  long wallMillis() {
    long stands = frozen ? timeline.now() - suspendedAtNanos : 0;
    long elapsedMillis = (elapsed() * rate / MILLION + (timeline.now() - elapsed()) - stands) / MILLION;
    return wallOffsetMillis + elapsedMillis;
  }

  /** When the monotonic clock will show this, unless it stands before. */
  long whenLocal(long localNanos) {
    long elapsed = Math.ceilDiv((localNanos - originNanos) * MILLION, rate);
    return elapsed + stoodNanos + (suspended ? timeline.now() - suspendedAtNanos : 0);
  }

  void jumpWallClock(long millis) {
    wallOffsetMillis += millis;
    wallJumpedAtNanos = timeline.now();
  }

  /** Whether the wall clock was set so recently that the process can't have noticed. */
  boolean wallClockIsFresh() {
    return timeline.now() - wallJumpedAtNanos < Duration.ofSeconds(3).toNanos();
  }

  // ---- standing still ----

  boolean stands() {
    return paused || suspended;
  }

  boolean suspended() {
    return suspended;
  }

  void hold(Timeline.Event event) {
    held.add(event);
  }

  /** Its processes stop; the clocks go on. */
  void pause() {
    paused = true;
  }

  /** Everything stops, the monotonic clock too. */
  void suspend() {
    if (!suspended) {
      suspended = true;
      suspendedAtNanos = timeline.now();
    }
  }

  /** Everything stops, the wall clock too. */
  void freeze() {
    if (!suspended) {
      suspend();
      frozen = true;
    }
  }

  /** Goes on, with what it should have done meanwhile. */
  void resume() {
    if (suspended) {
      long stood = timeline.now() - suspendedAtNanos;
      stoodNanos += stood;
      wallOffsetMillis -= frozen ? stood / MILLION : 0;
    }
    suspended = false;
    frozen = false;
    paused = false;
    for (Timeline.Event late = held.poll(); late != null; late = held.poll()) {
      timeline.again(late, timeline.now());
    }
  }

  // ---- what the core sees ----

  /** The platform of the process that runs here from now on. */
  Platform platform() {
    SplittableRandom own = random.split();
    int present = life;
    Scheduling scheduling =
        (delay, task) -> {
          Timeline.Event event = timeline.timer(this, present, nanos() + Math.max(delay.toNanos(), 0), task);
          return event::cancel;
        };
    return new Platform(ticker, scheduling, task -> execute(present, task), own);
  }

  /** Plans something of a process after so much of the machine's own time. */
  void after(int process, long localNanos, Runnable task) {
    timeline.timer(this, process, nanos() + localNanos, task);
  }

  /** A task of an executor begins soon, and not always before one that was handed in later. */
  private void execute(int process, Runnable task) {
    long jitter = random.nextInt(200) == 0 ? 200 * LONGEST_JITTER_NANOS : LONGEST_JITTER_NANOS;
    timeline.on(this, process, timeline.now() + (steady ? SOON_NANOS : random.nextLong(jitter)), task);
  }

  private final class Clocks implements Ticker {
    @Override
    public long nanos() {
      return Machine.this.nanos();
    }

    @Override
    public long wallMillis() {
      return Machine.this.wallMillis();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

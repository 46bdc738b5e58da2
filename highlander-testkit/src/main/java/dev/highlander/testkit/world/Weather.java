package dev.highlander.testkit.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the requests of one process to the store meet at the moment. */
final class Weather {

  /** What happens to one write (protocol F4). */
  enum Fate {
    /** Decided and answered. */
    FINE,
    /** Never arrives; the answer times out. */
    REQUEST_LOST,
    /** Decided; the answer is lost, and the sender finds out by a reset or by its time-out. */
    ANSWER_LOST,
    /** Answered with 500 and not written. */
    ERROR_BEFORE,
    /** Written and answered with 500. */
    ERROR_AFTER,
    /** The sender gives it up, and it is decided up to a minute later. */
    LATE,
    /** Decided and answered, and arrives again up to a minute later. */
    TWICE,
    /** Answered 409: a concurrent write is being decided. */
    TRY_AGAIN,
    /** Answered with a 4xx and not written. */
    REFUSED,
    /** Decided, but only after a while. */
    SLOW
  }

  private static final Fate[] FATES = Fate.values();

  private final SplittableRandom random;
  private final Deque<Fate> next = new ArrayDeque<>();
  private final Deque<HeldWrite> held = new ArrayDeque<>();
  private boolean down;
  private boolean slow;
  private int trouble;

  Weather(SplittableRandom random) {
    this.random = random;
  }

  /** The next writes have these fates. */
  void next(Fate fate, int times) {
    for (int i = 0; i < times && next.size() < 100; i++) {
      next.add(fate);
    }
  }

  /** The next write of an object that nobody holds yet waits for this. */
  void hold(HeldWrite write) {
    held.add(write);
  }

  /** Whether a write of an object is waited for. */
  boolean holds() {
    return !held.isEmpty();
  }

  /** Who holds the next write of an object; null if nobody does. */
  @Nullable HeldWrite holder() {
    return held.poll();
  }

  /** The store can't be reached. */
  void down(boolean now) {
    down = now;
  }

  boolean down() {
    return down;
  }

  void slow(boolean now) {
    slow = now;
  }

  boolean slow() {
    return slow;
  }

  /** So many of a hundred writes have a fate of their own. */
  void trouble(int ofHundred) {
    trouble = ofHundred;
  }

  /** Everything is fine from now on. */
  void clear() {
    next.clear();
    held.clear();
    down = false;
    slow = false;
    trouble = 0;
  }

  /** Any fate but the usual one. */
  static Fate bad(SplittableRandom random) {
    return FATES[1 + random.nextInt(FATES.length - 1)];
  }

  Fate fate() {
    if (down) {
      return random.nextInt(4) == 0 ? Fate.LATE : random.nextBoolean() ? Fate.REQUEST_LOST : Fate.ERROR_BEFORE;
    }
    Fate planned = next.poll();
    if (planned != null) {
      return planned;
    }
    if (trouble > 0 && random.nextInt(100) < trouble) {
      return bad(random);
    }
    return slow ? Fate.SLOW : Fate.FINE;
  }
}

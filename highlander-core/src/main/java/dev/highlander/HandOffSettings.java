package dev.highlander;

import java.time.Duration;

/**
 * How objects move between nodes that live (protocol C7).
 *
 * @param drainTimeout how long a node that leaves gives its objects away, before it ends what is left; 100 ms to 1 hour
 * @param atOnce how many objects a node hands off at the same time at most; 1 to 1,000. It begins with one; each that succeeds, and each 200 ms,
 *     allow one more. Each is out of reach from the end of its last write until its next owner has loaded it, so fewer at a time are quicker one
 *     by one
 * @param rebalance whether a node that has more than its share hands objects to those that have less, and objects go back to a preferred node
 * @param perSecond how many objects a node moves in a second to balance; 1 to 100,000
 * @param settle how long the membership has to be the same before anything is moved to balance; 100 ms to 1 hour
 */
public record HandOffSettings(Duration drainTimeout, int atOnce, boolean rebalance, int perSecond, Duration settle) {

  /** The defaults: 25 s, 8 at a time; balancing at 50 objects a second once the membership is the same for 10 s. */
  public static final HandOffSettings DEFAULT = new HandOffSettings(Duration.ofSeconds(25), 8, true, 50, Duration.ofSeconds(10));

  /** Throws {@link BadRequest} with a sentence that names the setting, its value and its range. */
  public HandOffSettings {
    between("drain time-out", drainTimeout);
    between("hand-offs at once", atOnce, 1_000);
    between("hand-offs per second", perSecond, 100_000);
    between("settle time", settle);
  }

  public HandOffSettings withDrainTimeout(Duration value) {
    return new HandOffSettings(value, atOnce, rebalance, perSecond, settle);
  }

  public HandOffSettings withAtOnce(int value) {
    return new HandOffSettings(drainTimeout, value, rebalance, perSecond, settle);
  }

  public HandOffSettings withRebalance(boolean value) {
    return new HandOffSettings(drainTimeout, atOnce, value, perSecond, settle);
  }

  public HandOffSettings withPerSecond(int value) {
    return new HandOffSettings(drainTimeout, atOnce, rebalance, value, settle);
  }

  public HandOffSettings withSettle(Duration value) {
    return new HandOffSettings(drainTimeout, atOnce, rebalance, perSecond, value);
  }

  private static void between(String name, Duration value) {
    Duration least = Duration.ofMillis(100);
    Duration most = Duration.ofHours(1);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new BadRequest("the " + name + " is " + value + "; it has to be between " + least + " and " + most);
    }
  }

  private static void between(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new BadRequest(name + " is " + value + "; it has to be between 1 and " + most);
    }
  }
}

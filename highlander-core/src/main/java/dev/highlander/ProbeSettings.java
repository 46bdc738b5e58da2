package dev.highlander;

import java.time.Duration;

/**
 * How nodes find out that one of them is gone before its session ends (protocol L4). A node whose machine refuses connections is given up after
 * two probes, a silent one after {@code misses} of them, that is after about {@code misses} x {@code timeout}.
 *
 * @param expel whether this node probes its peers and expels those that it and another one can't reach
 * @param interval between two probes of one peer; 20 ms to 10 s
 * @param timeout how long a probe's answer is waited for; 50 ms to 10 s
 * @param misses how many probes in a row have to stay without an answer; 2 to 100
 */
public record ProbeSettings(boolean expel, Duration interval, Duration timeout, int misses) {

  /** A dead process is noticed within about 200 ms, a silent one within about 2 s. */
  public static final ProbeSettings DEFAULT = new ProbeSettings(true, Duration.ofMillis(100), Duration.ofMillis(500), 4);

  /** Nobody is expelled by this node: failovers wait for the end of the session. */
  public static final ProbeSettings OFF = DEFAULT.withExpel(false);

  /** Throws {@link BadRequest} with a sentence that names the setting, its value and its range. */
  public ProbeSettings {
    between("probe interval", interval, Duration.ofMillis(20));
    between("probe timeout", timeout, Duration.ofMillis(50));
    if (misses < 2 || misses > 100) {
      throw new BadRequest("probe misses is " + misses + "; it has to be between 2 and 100");
    }
  }

  public ProbeSettings withExpel(boolean value) {
    return new ProbeSettings(value, interval, timeout, misses);
  }

  public ProbeSettings withInterval(Duration value) {
    return new ProbeSettings(expel, value, timeout, misses);
  }

  public ProbeSettings withTimeout(Duration value) {
    return new ProbeSettings(expel, interval, value, misses);
  }

  public ProbeSettings withMisses(int value) {
    return new ProbeSettings(expel, interval, timeout, value);
  }

  private static void between(String name, Duration value, Duration least) {
    Duration most = Duration.ofSeconds(10);
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new BadRequest(name + " is " + value + "; it has to be between " + least + " and " + most);
    }
  }
}

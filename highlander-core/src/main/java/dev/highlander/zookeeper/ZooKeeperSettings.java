package dev.highlander.zookeeper;

import dev.highlander.BadRequest;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where the registry's ZooKeeper is and how it is used.
 *
 * @param connectString {@code host:port,host:port}
 * @param root the node that everything is below, without the leading slash; may have several segments of {@code [A-Za-z0-9_-]}
 * @param sessionTimeout asked for; the servers' limits apply. Failover after a crash takes this long and the takeover wait
 * @param connectionTimeout how long the opening of a session may take
 * @param byteBudget the paths of one session's ephemeral nodes stay below this many bytes (protocol C5); 1,000,000 at most,
 *     because above 2,097,150 the end of the session leaves an ensemble that can't restart (ZOOKEEPER-4306)
 */
public record ZooKeeperSettings(
    String connectString, String root, Duration sessionTimeout, Duration connectionTimeout, int byteBudget) {

  /** The highest byte budget. */
  public static final int MAX_BYTE_BUDGET = 1_000_000;

  private static final Pattern ROOT = Pattern.compile("[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,3}");

  public ZooKeeperSettings {
    if (connectString.isBlank()) {
      throw new BadRequest("the ZooKeeper connect string is empty; give host:port,host:port");
    }
    if (!ROOT.matcher(root).matches()) {
      throw new BadRequest("the ZooKeeper root '" + root + "' does not match " + ROOT.pattern());
    }
    requireBetween("session timeout", sessionTimeout, Duration.ofMillis(500), Duration.ofMinutes(5));
    requireBetween("connection timeout", connectionTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    if (byteBudget < 1 || byteBudget > MAX_BYTE_BUDGET) {
      throw new BadRequest("the byte budget of a ZooKeeper session is 1 to " + MAX_BYTE_BUDGET + ", not " + byteBudget);
    }
  }

  /** The defaults: root {@code highlander}, session timeout 6 s, connection timeout 15 s, byte budget 1,000,000. */
  public static ZooKeeperSettings of(String connectString) {
    return new ZooKeeperSettings(connectString, "highlander", Duration.ofSeconds(6), Duration.ofSeconds(5), MAX_BYTE_BUDGET);
  }

  public ZooKeeperSettings withRoot(String root) {
    return new ZooKeeperSettings(connectString, root, sessionTimeout, connectionTimeout, byteBudget);
  }

  public ZooKeeperSettings withSessionTimeout(Duration sessionTimeout) {
    return new ZooKeeperSettings(connectString, root, sessionTimeout, connectionTimeout, byteBudget);
  }

  public ZooKeeperSettings withConnectionTimeout(Duration connectionTimeout) {
    return new ZooKeeperSettings(connectString, root, sessionTimeout, connectionTimeout, byteBudget);
  }

  public ZooKeeperSettings withByteBudget(int byteBudget) {
    return new ZooKeeperSettings(connectString, root, sessionTimeout, connectionTimeout, byteBudget);
  }

  private static void requireBetween(String what, Duration value, Duration from, Duration to) {
    if (value.compareTo(from) < 0 || value.compareTo(to) > 0) {
      throw new BadRequest("the ZooKeeper " + what + " is " + from + " to " + to + ", not " + value);
    }
  }
}

package dev.highlander.internal.activation;

import java.time.Duration;

/**
 * The limits and times of a host.
 *
 * @param takeoverWait how long an heir waits before it loads (protocol W)
 * @param idle how long an activation stays after its last call, unless its type says otherwise
 * @param mailboxCapacity updates that may wait at one object
 * @param maxStateBytes largest state, as JSON
 * @param maxKeptReplies replies that one object keeps
 * @param maxKeptBytes bytes of the replies that one object keeps
 * @param requestWindow how long a reply is kept at most
 * @param storeDeadline how long one write is attempted
 */
public record HostSettings(
    Duration takeoverWait,
    Duration idle,
    int mailboxCapacity,
    int maxStateBytes,
    int maxKeptReplies,
    int maxKeptBytes,
    Duration requestWindow,
    Duration storeDeadline) {

  /** How much longer than a write a closing activation may take to come to rest. */
  private static final Duration BEYOND_A_WRITE = Duration.ofSeconds(1);

  /** How long an activation that takes no more calls may take to finish what runs; its heir waits for longer, a sweep's interval included. */
  Duration longestDrain() {
    return storeDeadline.plus(BEYOND_A_WRITE);
  }
}

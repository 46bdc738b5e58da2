package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import java.time.Duration;

/**
 * How patient a transport is. All are kept to about 20 ms.
 *
 * @param connectTimeout how long a request waits for a connection, and how long one attempt to connect takes
 * @param handshakeTimeout how long a new connection may take to prove who it is, TLS included
 * @param keepAlive a side that has sent nothing for so long says that it is there
 * @param deadAfter a peer that was not heard for so long is taken for dead and its connection is closed
 * @param maxBackoff the longest pause between two attempts to connect
 */
public record TransportTimings(
    Duration connectTimeout, Duration handshakeTimeout, Duration keepAlive, Duration deadAfter, Duration maxBackoff) {

  public static final TransportTimings DEFAULT =
      new TransportTimings(
          Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofSeconds(1));

  /** Throws {@link BadRequest} with a sentence that names the timing. */
  public TransportTimings {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("handshakeTimeout", handshakeTimeout);
    requirePositive("keepAlive", keepAlive);
    requirePositive("maxBackoff", maxBackoff);
    if (deadAfter.compareTo(keepAlive.multipliedBy(2)) < 0) {
      throw new BadRequest("deadAfter is " + deadAfter + "; it has to be at least twice keepAlive, which is " + keepAlive);
    }
  }

  public TransportTimings withConnectTimeout(Duration timeout) {
    return new TransportTimings(timeout, handshakeTimeout, keepAlive, deadAfter, maxBackoff);
  }

  public TransportTimings withHandshakeTimeout(Duration timeout) {
    return new TransportTimings(connectTimeout, timeout, keepAlive, deadAfter, maxBackoff);
  }

  public TransportTimings withKeepAlive(Duration newKeepAlive, Duration newDeadAfter) {
    return new TransportTimings(connectTimeout, handshakeTimeout, newKeepAlive, newDeadAfter, maxBackoff);
  }

  public TransportTimings withMaxBackoff(Duration longest) {
    return new TransportTimings(connectTimeout, handshakeTimeout, keepAlive, deadAfter, longest);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new BadRequest("transport timing " + name + " is " + value + "; allowed: above 0, at most 1 hour");
    }
  }
}

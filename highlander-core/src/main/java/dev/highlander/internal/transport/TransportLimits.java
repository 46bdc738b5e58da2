package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import dev.highlander.spi.Transport;

/**
 * What a transport holds at most. Whatever is over is refused at once.
 *
 * @param maxBodyBytes the largest body of a request or reply
 * @param maxInFlight requests without an answer, for each peer
 * @param maxQueuedBytes bytes waiting to be written, for each connection
 * @param maxHalfOpen accepted connections that have not proved who they are
 * @param maxConnections accepted connections altogether
 * @param maxBlockedReaders requests of one connection that block inside the handler at once; with more, reading stops until one ends
 */
public record TransportLimits(
    int maxBodyBytes, int maxInFlight, long maxQueuedBytes, int maxHalfOpen, int maxConnections, int maxBlockedReaders) {

  public static final TransportLimits DEFAULT = new TransportLimits(5 << 20, 65_536, 64L << 20, 64, 4_096, 256);

  /** Of a connection that carries probes only. */
  static final TransportLimits PROBES = new TransportLimits(Transport.MAX_PROBE_BYTES, 64, 1 << 16, 64, 4_096, 256);

  private static final int LARGEST_BODY = 1 << 30;

  /** Throws {@link BadRequest} with a sentence that names the limit. */
  public TransportLimits {
    require(maxBodyBytes >= 1 && maxBodyBytes <= LARGEST_BODY, "maxBodyBytes", maxBodyBytes, "1 to " + LARGEST_BODY);
    require(maxInFlight >= 1 && maxInFlight <= PendingTable.MAX_REQUESTS, "maxInFlight", maxInFlight, "1 to " + PendingTable.MAX_REQUESTS);
    long largestFrame = (long) maxBodyBytes + OutFrame.HEADER_BYTES;
    require(maxQueuedBytes >= largestFrame, "maxQueuedBytes", maxQueuedBytes, "at least one frame of " + largestFrame);
    require(maxHalfOpen >= 1, "maxHalfOpen", maxHalfOpen, "at least 1");
    require(maxConnections >= 1, "maxConnections", maxConnections, "at least 1");
    require(maxBlockedReaders >= 0, "maxBlockedReaders", maxBlockedReaders, "at least 0");
  }

  public TransportLimits withMaxBodyBytes(int bytes) {
    return new TransportLimits(bytes, maxInFlight, maxQueuedBytes, maxHalfOpen, maxConnections, maxBlockedReaders);
  }

  public TransportLimits withMaxInFlight(int requests) {
    return new TransportLimits(maxBodyBytes, requests, maxQueuedBytes, maxHalfOpen, maxConnections, maxBlockedReaders);
  }

  public TransportLimits withMaxQueuedBytes(long bytes) {
    return new TransportLimits(maxBodyBytes, maxInFlight, bytes, maxHalfOpen, maxConnections, maxBlockedReaders);
  }

  public TransportLimits withMaxHalfOpen(int connections) {
    return new TransportLimits(maxBodyBytes, maxInFlight, maxQueuedBytes, connections, maxConnections, maxBlockedReaders);
  }

  public TransportLimits withMaxConnections(int connections) {
    return new TransportLimits(maxBodyBytes, maxInFlight, maxQueuedBytes, maxHalfOpen, connections, maxBlockedReaders);
  }

  public TransportLimits withMaxBlockedReaders(int readers) {
    return new TransportLimits(maxBodyBytes, maxInFlight, maxQueuedBytes, maxHalfOpen, maxConnections, readers);
  }

  private static void require(boolean holds, String limit, long value, String range) {
    if (!holds) {
      throw new BadRequest("transport limit " + limit + " is " + value + "; allowed: " + range);
    }
  }
}

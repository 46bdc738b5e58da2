package dev.highlander.http;

import java.time.Duration;

/**
 * What one gateway takes from its clients before it refuses.
 *
 * @param bodyBytes longest content of one request; more is answered with 413
 * @param bodiesBytes content of all requests that are held in memory at one time; more is answered with 429
 * @param connections open connections; further ones wait to be accepted
 * @param idle how long a connection may neither send nor take anything
 * @param headers how long a request's header section may take from its first byte
 * @param minBytesPerSecond how slowly content may arrive
 * @param call how long a call may take before it is answered with 504 or 503, unless the request names a shorter or longer time
 */
public record GatewayLimits(
    int bodyBytes, long bodiesBytes, int connections, Duration idle, Duration headers, int minBytesPerSecond, Duration call) {

  /** 4 MiB, 64 MiB, 1,000 connections, 30 s, 10 s, 1 KiB/s, 30 s. */
  public static final GatewayLimits DEFAULTS =
      new GatewayLimits(4 << 20, 64L << 20, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(10), 1_024, Duration.ofSeconds(30));

  public GatewayLimits {
    boolean positive =
        bodyBytes > 0 && connections > 0 && minBytesPerSecond > 0 && idle.isPositive() && headers.isPositive() && call.isPositive();
    if (!positive || bodiesBytes < bodyBytes || bodyBytes > 1 << 30 || bodiesBytes > 1L << 40) {
      throw new IllegalArgumentException(
          "limits are positive, and bodyBytes is at most 1 GiB, bodiesBytes at least that and at most 1 TiB: "
              + bodyBytes + ", " + bodiesBytes + ", " + connections + ", " + idle + ", " + headers + ", " + minBytesPerSecond + ", " + call);
    }
  }

  public GatewayLimits withBodyBytes(int bytes) {
    return new GatewayLimits(bytes, Math.max(bodiesBytes, bytes), connections, idle, headers, minBytesPerSecond, call);
  }

  public GatewayLimits withBodiesBytes(long bytes) {
    return new GatewayLimits(bodyBytes, bytes, connections, idle, headers, minBytesPerSecond, call);
  }

  public GatewayLimits withConnections(int count) {
    return new GatewayLimits(bodyBytes, bodiesBytes, count, idle, headers, minBytesPerSecond, call);
  }

  public GatewayLimits withIdle(Duration time) {
    return new GatewayLimits(bodyBytes, bodiesBytes, connections, time, headers, minBytesPerSecond, call);
  }

  public GatewayLimits withHeaders(Duration time) {
    return new GatewayLimits(bodyBytes, bodiesBytes, connections, idle, time, minBytesPerSecond, call);
  }

  public GatewayLimits withCall(Duration time) {
    return new GatewayLimits(bodyBytes, bodiesBytes, connections, idle, headers, minBytesPerSecond, time);
  }
}

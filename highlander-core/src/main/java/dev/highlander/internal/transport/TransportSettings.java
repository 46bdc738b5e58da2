package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import dev.highlander.TlsSettings;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link TcpTransport}.
 *
 * @param cluster name of the cluster; peers of another one are refused
 * @param name this process's name, as its peers log it
 * @param listen {@code host:port} to listen on, port 0 for any free one; null for a client, which only dials
 * @param advertise {@code host:port} that peers reach this process at, port 0 for the one listened on; null for the listen address
 * @param secret the cluster's secret; null only with {@code tls}
 * @param tls mutual TLS; null only on loopback addresses
 * @param limits what is held at most
 * @param timings how patient it is
 */
public record TransportSettings(
    String cluster,
    String name,
    @Nullable String listen,
    @Nullable String advertise,
    @Nullable ClusterSecret secret,
    @Nullable TlsSettings tls,
    TransportLimits limits,
    TransportTimings timings) {

  static final int MAX_NAME_BYTES = 256;

  /** Throws {@link BadRequest} with a sentence that says what to configure. */
  public TransportSettings {
    requireName("cluster name", cluster);
    requireName("node name", name);
    if (secret == null && tls == null) {
      throw new BadRequest("peers can't be told from strangers: configure the cluster secret, or mutual TLS, or both");
    }
    if (listen != null) {
      HostPort.parse(listen);
    }
    if (advertise != null) {
      HostPort.parse(advertise);
    }
  }

  /** With the cluster secret and defaults: for loopback addresses. */
  public static TransportSettings withSecret(String cluster, String name, @Nullable String listen, ClusterSecret secret) {
    return new TransportSettings(cluster, name, listen, null, secret, null, TransportLimits.DEFAULT, TransportTimings.DEFAULT);
  }

  /** With mutual TLS and defaults. */
  public static TransportSettings withTls(String cluster, String name, @Nullable String listen, TlsSettings tls) {
    return new TransportSettings(cluster, name, listen, null, null, tls, TransportLimits.DEFAULT, TransportTimings.DEFAULT);
  }

  public TransportSettings with(TransportLimits newLimits) {
    return new TransportSettings(cluster, name, listen, advertise, secret, tls, newLimits, timings);
  }

  public TransportSettings with(TransportTimings newTimings) {
    return new TransportSettings(cluster, name, listen, advertise, secret, tls, limits, newTimings);
  }

  public TransportSettings withAdvertise(@Nullable String address) {
    return new TransportSettings(cluster, name, listen, address, secret, tls, limits, timings);
  }

  private static void requireName(String what, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MAX_NAME_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw new BadRequest("a " + what + " is 1 to " + MAX_NAME_BYTES + " bytes of UTF-8 without control characters: '" + name + "'");
    }
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.NodeSettings;
import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportLimits;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The TCP transport that nodes and clients have by themselves, but dialling through the test's proxies. */
final class KitTransport {

  static final String CLUSTER = "highlander-test";

  private KitTransport() {}

  static Transport open(
      String name,
      String secret,
      @Nullable String listen,
      Map<String, String> routes,
      NodeSettings settings,
      Platform platform,
      Consumer<String> listening) {
    TransportSettings tcp =
        TransportSettings.withSecret(CLUSTER, name, listen, ClusterSecret.of(secret))
            .with(TransportLimits.DEFAULT.withMaxBodyBytes(settings.frameLimitBytes()));
    return new RoutedTransport(new TcpTransport(tcp, platform, SystemPlatform.daemons(name + "-peer-")), routes, listening);
  }
}

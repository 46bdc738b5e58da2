package dev.highlander.node;

import dev.highlander.BadRequest;
import dev.highlander.NodeSettings;
import dev.highlander.TlsSettings;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportLimits;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.internal.transport.TransportTimings;
import dev.highlander.internal.util.SettingKeys;
import dev.highlander.internal.util.SettingsResolver;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;
import dev.highlander.zookeeper.ZooKeeperJanitor;
import dev.highlander.zookeeper.ZooKeeperRegistry;
import dev.highlander.zookeeper.ZooKeeperSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a builder was told, and how the rest is found: builder, system properties, environment, settings file, default, in that order. Confined to
 * one thread.
 */
final class Setup {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** Proves nothing to anybody, and is accepted on loopback addresses only: for trying things out on one machine. */
  private static final String LOOPBACK_SECRET = "highlander on one machine, loopback only";

  private final SettingsResolver outside = SettingsResolver.ofProcess(SettingKeys.CORE);
  final List<Class<?>> types = new ArrayList<>();
  final List<PlacementStrategy> strategies = new ArrayList<>();
  final List<NodeListener> listeners = new ArrayList<>();
  Map<String, String> labels = Map.of();
  @Nullable String name;
  @Nullable String zookeeper;
  @Nullable Registry registry;
  SnapshotStore.@Nullable Provider store;
  @Nullable Transport transport;
  @Nullable String listen;
  @Nullable String advertise;
  @Nullable String cluster;
  @Nullable String secret;
  @Nullable TlsSettings tls;
  @Nullable String defaultPlacement;
  @Nullable Duration idle;
  @Nullable String root;
  @Nullable NodeSettings settings;
  @Nullable Platform platform;
  private @Nullable SystemPlatform ownPlatform;

  String name() {
    String chosen = first(name, SettingKeys.NAME, host() + "-" + ProcessHandle.current().pid());
    if (!NAME.matcher(chosen).matches()) {
      throw new BadRequest("the name '" + chosen + "' does not match " + NAME.pattern());
    }
    return chosen;
  }

  private static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
      return host.length() > 40 ? host.substring(0, 40) : host;
    } catch (UnknownHostException e) {
      return "host";
    }
  }

  NodeSettings settings() {
    NodeSettings chosen = settings != null ? settings : SettingKeys.nodeSettings(outside);
    return idle == null ? chosen : chosen.toBuilder().idle(idle).build();
  }

  TypeRegistry types() {
    List<TypeModel<?>> models = new ArrayList<>();
    Set.copyOf(types).forEach(type -> models.add(ReflectiveModelReader.read(type)));
    return new TypeRegistry(models);
  }

  Platform platform() {
    Platform given = platform;
    if (given != null) {
      return given;
    }
    ownPlatform = new SystemPlatform(name());
    return ownPlatform.platform();
  }

  /** Stops the platform if it is this process's own. */
  void stopPlatform() {
    SystemPlatform own = ownPlatform;
    if (own != null) {
      own.close();
    }
  }

  String cluster() {
    return first(cluster, SettingKeys.CLUSTER, "highlander");
  }

  String defaultPlacement() {
    return first(defaultPlacement, SettingKeys.PLACEMENT, "next");
  }

  Registry registry(Platform on) {
    Registry given = registry;
    if (given != null) {
      return given;
    }
    String connect = first(zookeeper, SettingKeys.ZOOKEEPER, "");
    if (connect.isEmpty()) {
      throw new BadRequest("no registry: call zookeeper(\"host:port,host:port\"), or set " + SettingKeys.ZOOKEEPER);
    }
    String path = first(root, SettingKeys.ROOT, cluster());
    ZooKeeperSettings zk =
        ZooKeeperSettings.of(connect)
            .withRoot(path.startsWith("/") ? path.substring(1) : path)
            .withSessionTimeout(settings().sessionTimeout());
    return new ZooKeeperRegistry(zk, on);
  }

  /** What tidies the registry up from time to time, where there is something to tidy. */
  Optional<ZooKeeperJanitor> janitor(Registry used, Platform on) {
    return used instanceof ZooKeeperRegistry zk
        ? Optional.of(new ZooKeeperJanitor(zk, on, ZooKeeperJanitor.Settings.of(settings().takeoverWait())))
        : Optional.empty();
  }

  /** The transport of a node, or of a client, which does not listen. */
  Transport transport(Platform on, boolean node) {
    Transport given = transport;
    if (given != null) {
      return given;
    }
    NodeSettings limits = settings();
    String secretText = first(secret, SettingKeys.SECRET, "");
    ClusterSecret proved =
        !secretText.isEmpty() ? ClusterSecret.of(secretText) : tls == null ? ClusterSecret.of(LOOPBACK_SECRET) : null;
    String address = node ? first(listen, SettingKeys.LISTEN, "127.0.0.1:0") : null;
    String reached = node ? first(advertise, SettingKeys.ADVERTISE, "") : "";
    TransportSettings tcp =
        new TransportSettings(
            cluster(),
            name(),
            address,
            reached.isEmpty() ? null : reached,
            proved,
            tls,
            TransportLimits.DEFAULT.withMaxBodyBytes(limits.frameLimitBytes()),
            TransportTimings.DEFAULT);
    return new TcpTransport(tcp, on, SystemPlatform.daemons(name() + "-peer-"));
  }

  /** A value read from an environment variable that is not set must not pass for "none was given". */
  static String given(@Nullable String value, String what) {
    if (value == null) {
      throw new BadRequest(what + "(null): is the variable set that it is read from?");
    }
    return value;
  }

  private String first(@Nullable String given, String key, String otherwise) {
    return given != null ? given : outside.text(key).orElse(otherwise);
  }
}

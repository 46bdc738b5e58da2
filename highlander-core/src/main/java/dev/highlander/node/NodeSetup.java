package dev.highlander.node;

import dev.highlander.HighlanderNode;
import dev.highlander.NodeBuilder;
import dev.highlander.NodeSettings;
import dev.highlander.TlsSettings;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Collects what a HighlanderNode is told. */
final class NodeSetup implements NodeBuilder {

  private final Setup setup = new Setup();

  @Override
  public NodeBuilder name(String name) {
    setup.name = name;
    return this;
  }

  @Override
  public NodeBuilder zookeeper(String connectString) {
    setup.zookeeper = connectString;
    return this;
  }

  @Override
  public NodeBuilder registry(Registry registry) {
    setup.registry = registry;
    return this;
  }

  @Override
  public NodeBuilder store(SnapshotStore.Provider store) {
    setup.store = store;
    return this;
  }

  @Override
  public NodeBuilder transport(Transport transport) {
    setup.transport = transport;
    return this;
  }

  @Override
  public NodeBuilder types(Class<?>... types) {
    setup.types.addAll(List.of(types));
    return this;
  }

  @Override
  public NodeBuilder listen(String address) {
    setup.listen = address;
    return this;
  }

  @Override
  public NodeBuilder advertise(String address) {
    setup.advertise = address;
    return this;
  }

  @Override
  public NodeBuilder cluster(String name) {
    setup.cluster = name;
    return this;
  }

  @Override
  public NodeBuilder secret(String secret) {
    setup.secret = Setup.given(secret, "secret");
    return this;
  }

  @Override
  public NodeBuilder tls(TlsSettings tls) {
    setup.tls = tls;
    return this;
  }

  @Override
  public NodeBuilder placement(PlacementStrategy... strategies) {
    setup.strategies.addAll(List.of(strategies));
    return this;
  }

  @Override
  public NodeBuilder defaultPlacement(String name) {
    setup.defaultPlacement = name;
    return this;
  }

  @Override
  public NodeBuilder idle(Duration idle) {
    setup.idle = idle;
    return this;
  }

  @Override
  public NodeBuilder root(String path) {
    setup.root = path;
    return this;
  }

  @Override
  public NodeBuilder labels(Map<String, String> labels) {
    setup.labels = Map.copyOf(labels);
    return this;
  }

  @Override
  public NodeBuilder settings(NodeSettings settings) {
    setup.settings = settings;
    return this;
  }

  @Override
  public NodeBuilder listener(NodeListener listener) {
    setup.listeners.add(listener);
    return this;
  }

  @Override
  public NodeBuilder platform(Platform platform) {
    setup.platform = platform;
    return this;
  }

  @Override
  public HighlanderNode start() {
    RunningNode made = new RunningNode(setup);
    try {
      made.start();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }
}

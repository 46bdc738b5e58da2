package dev.highlander.node;

import dev.highlander.ClientBuilder;
import dev.highlander.HighlanderClient;
import dev.highlander.NodeSettings;
import dev.highlander.TlsSettings;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;
import java.util.List;

/** Collects what a HighlanderClient is told. */
final class ClientSetup implements ClientBuilder {

  private final Setup setup = new Setup();

  @Override
  public ClientBuilder name(String name) {
    setup.name = name;
    return this;
  }

  @Override
  public ClientBuilder zookeeper(String connectString) {
    setup.zookeeper = connectString;
    return this;
  }

  @Override
  public ClientBuilder registry(Registry registry) {
    setup.registry = registry;
    return this;
  }

  @Override
  public ClientBuilder store(SnapshotStore.Provider store) {
    setup.store = store;
    return this;
  }

  @Override
  public ClientBuilder transport(Transport transport) {
    setup.transport = transport;
    return this;
  }

  @Override
  public ClientBuilder types(Class<?>... types) {
    setup.types.addAll(List.of(types));
    return this;
  }

  @Override
  public ClientBuilder cluster(String name) {
    setup.cluster = name;
    return this;
  }

  @Override
  public ClientBuilder root(String path) {
    setup.root = path;
    return this;
  }

  @Override
  public ClientBuilder secret(String secret) {
    setup.secret = Setup.given(secret, "secret");
    return this;
  }

  @Override
  public ClientBuilder tls(TlsSettings tls) {
    setup.tls = tls;
    return this;
  }

  @Override
  public ClientBuilder settings(NodeSettings settings) {
    setup.settings = settings;
    return this;
  }

  @Override
  public ClientBuilder platform(Platform platform) {
    setup.platform = platform;
    return this;
  }

  @Override
  public HighlanderClient connect() {
    RunningClient made = new RunningClient(setup);
    try {
      made.start();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }
}

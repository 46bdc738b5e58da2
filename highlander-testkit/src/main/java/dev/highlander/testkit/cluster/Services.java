package dev.highlander.testkit.cluster;

import dev.highlander.local.EmbeddedS3;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The ZooKeeper servers and the S3 server of a test, which keep their ports and data when they are stopped and started. */
final class Services implements AutoCloseable {

  private final Path folder;
  private final ZooKeeperServers zooKeeper;
  private final int storePort;
  private EmbeddedS3 store;
  private boolean storeStopped;

  private Services(Path folder, Supplier<ZooKeeperServers> zooKeepers) {
    this.folder = folder;
    zooKeeper = zooKeepers.get();
    try {
      store = EmbeddedS3.start(folder.resolve("s3"));
      storePort = store.port();
    } catch (RuntimeException e) {
      zooKeeper.close();
      throw e;
    }
  }

  /** Starts an S3 server, and one ZooKeeper server in this JVM or several processes, which talk to each other through {@code links}. */
  static Services start(Path folder, int zooKeeperServers, ServerLinks links) {
    Path data = folder.resolve("zookeeper");
    return new Services(folder, () -> zooKeeperServers == 1 ? new SingleZooKeeper(data) : new EnsembleZooKeeper(data, zooKeeperServers, links));
  }

  ZooKeeperServers zooKeeper() {
    return zooKeeper;
  }

  NodePlan.Bucket bucket() {
    return new NodePlan.Bucket(store.endpoint().toString(), store.bucket(), store.region(), store.accessKey(), store.secretKey());
  }

  void stopStore() {
    store.close();
    storeStopped = true;
  }

  void startStore() {
    if (storeStopped) {
      store = EmbeddedS3.start(folder.resolve("s3"), storePort);
      storeStopped = false;
    }
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      zooKeeper.close();
    }
  }
}

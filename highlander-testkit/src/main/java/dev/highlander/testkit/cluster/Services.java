package dev.highlander.testkit.cluster;

import dev.highlander.local.EmbeddedS3;
import dev.highlander.local.EmbeddedZooKeeper;
import java.nio.file.Path;
import java.util.Map;

/** The ZooKeeper server and the S3 server of a test, which keep their ports and data when they are stopped and started. */
final class Services implements AutoCloseable {

  private final Path folder;
  private final int zooKeeperPort;
  private final int storePort;
  private EmbeddedZooKeeper zooKeeper;
  private EmbeddedS3 store;

  private Services(Path folder) {
    this.folder = folder;
    zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"));
    zooKeeperPort = zooKeeper.port();
    try {
      store = EmbeddedS3.start(folder.resolve("s3"));
      storePort = store.port();
    } catch (RuntimeException e) {
      zooKeeper.close();
      throw e;
    }
  }

  static Services start(Path folder) {
    return new Services(folder);
  }

  Map<String, String> addresses() {
    return Map.of(TestCluster.ZOOKEEPER, "127.0.0.1:" + zooKeeperPort, TestCluster.STORE, "127.0.0.1:" + storePort);
  }

  NodePlan.Bucket bucket() {
    return new NodePlan.Bucket(store.endpoint().toString(), store.bucket(), store.region(), store.accessKey(), store.secretKey());
  }

  void stopZooKeeper() {
    zooKeeper.close();
  }

  void startZooKeeper() {
    zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), zooKeeperPort);
  }

  void stopStore() {
    store.close();
  }

  void startStore() {
    store = EmbeddedS3.start(folder.resolve("s3"), storePort);
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

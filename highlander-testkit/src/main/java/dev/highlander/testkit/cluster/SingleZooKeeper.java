package dev.highlander.testkit.cluster;

import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.testkit.zookeeper.SessionExpiry;
import dev.highlander.testkit.zookeeper.ZooKeeperProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One server in this JVM. */
final class SingleZooKeeper implements ZooKeeperServers {

  private final Path folder;
  private EmbeddedZooKeeper server;
  private final int port;
  private boolean stopped;

  SingleZooKeeper(Path folder) {
    this.folder = folder;
    server = EmbeddedZooKeeper.start(folder);
    port = server.port();
  }

  @Override
  public Map<String, String> addresses() {
    return Map.of(TestCluster.ZOOKEEPER, "127.0.0.1:" + port);
  }

  @Override
  public void stop() {
    server.close();
    stopped = true;
  }

  @Override
  public void start() {
    if (stopped) {
      server = EmbeddedZooKeeper.start(folder, port);
      stopped = false;
    }
  }

  @Override
  public void deleteData() {
    DataFolder.delete(folder);
  }

  @Override
  public String leader() {
    return stopped ? "" : TestCluster.ZOOKEEPER;
  }

  @Override
  public boolean expire(String named, Set<Integer> sourcePorts) {
    return SessionExpiry.expire(sourcePorts);
  }

  @Override
  public ZooKeeperProcess process(String named) {
    throw new UnsupportedOperationException(
        "the ZooKeeper server runs in the test's own JVM and can't be killed or paused: start the cluster with zooKeeperServers(3)");
  }

  @Override
  public void close() {
    server.close();
  }
}

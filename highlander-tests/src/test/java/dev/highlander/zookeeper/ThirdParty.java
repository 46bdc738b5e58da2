package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** A ZooKeeper client beside the registry, to look at its nodes and to do what others do. */
final class ThirdParty implements AutoCloseable {

  private final ZooKeeper zk;

  ThirdParty(String servers) throws Exception {
    var connected = new CountDownLatch(1);
    zk =
        new ZooKeeper(
            servers,
            10_000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
  }

  ZooKeeper zk() {
    return zk;
  }

  @Override
  public void close() throws Exception {
    zk.close();
  }
}

package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedZooKeeperIT {

  @TempDir Path folder;

  @Test
  void itsDataSurvivesARestart() throws Exception {
    int port;
    try (var server = EmbeddedZooKeeper.start(folder);
        var client = connect(server)) {
      port = server.port();
      client.create("/kept", "value".getBytes(), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    try (var server = EmbeddedZooKeeper.start(folder, port);
        var client = connect(server)) {
      assertThat(server.connectString()).isEqualTo("127.0.0.1:" + port);
      assertThat(client.getData("/kept", false, null)).isEqualTo("value".getBytes());
    }
  }

  @Test
  void sessionTimeoutsBetweenTwoAndSixtySecondsAreGranted() throws Exception {
    try (var server = EmbeddedZooKeeper.start(folder);
        var shortest = connect(server, 1_500);
        var usual = connect(server, 6_000);
        var longest = connect(server, 600_000)) {
      assertThat(shortest.getSessionTimeout()).isEqualTo(2_000);
      assertThat(usual.getSessionTimeout()).isEqualTo(6_000);
      assertThat(longest.getSessionTimeout()).isEqualTo(60_000);
    }
  }

  @Test
  void moreThanSixtyClientsOfOneHostAreServed() throws Exception {
    List<ZooKeeper> clients = new ArrayList<>();
    try (var server = EmbeddedZooKeeper.start(folder)) {
      for (int i = 0; i < 70; i++) {
        clients.add(connect(server));
      }
      assertThat(clients).allMatch(client -> client.getState().isConnected());
      for (ZooKeeper client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    try (var server = EmbeddedZooKeeper.start(folder)) {
      assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another server");
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void aTakenPortIsNamedAndTheFolderIsFreeAgain() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }

    EmbeddedZooKeeper.start(folder).close();
  }

  @Test
  void closingTwiceIsHarmless() {
    var server = EmbeddedZooKeeper.start(folder);
    server.close();
    server.close();
  }

  private static ZooKeeper connect(EmbeddedZooKeeper server) throws Exception {
    return connect(server, 6_000);
  }

  private static ZooKeeper connect(EmbeddedZooKeeper server, int timeoutMillis) throws Exception {
    var connected = new CountDownLatch(1);
    var client = new ZooKeeper(server.connectString(), timeoutMillis, event -> {
      if (event.getState() == KeeperState.SyncConnected) {
        connected.countDown();
      }
    });
    assertThat(connected.await(10, TimeUnit.SECONDS)).as("connected to %s", server.connectString()).isTrue();
    return client;
  }
}

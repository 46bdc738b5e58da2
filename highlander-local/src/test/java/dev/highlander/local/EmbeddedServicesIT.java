package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServicesIT {

  @TempDir Path folder;

  @Test
  void bothRunFromOneFolderAndComeBackOnTheSamePorts() {
    int zooKeeperPort;
    int s3Port;
    try (var services = EmbeddedServices.start(folder)) {
      zooKeeperPort = services.zooKeeper().port();
      s3Port = services.s3().port();
    }

    try (var services = EmbeddedServices.start(folder, zooKeeperPort, s3Port)) {
      assertThat(services.zooKeeper().connectString()).isEqualTo("127.0.0.1:" + zooKeeperPort);
      assertThat(services.s3().endpoint()).hasPort(s3Port);
    }
  }

  @Test
  void zooKeeperIsStoppedAgainWhenTheS3ServerDoesNotStart() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedServices.start(folder, 0, taken.getLocalPort())).isInstanceOf(IllegalStateException.class);
    }

    EmbeddedServices.start(folder).close();
  }
}

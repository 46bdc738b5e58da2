package dev.highlander.zookeeper;

import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.testkit.contract.RegistryContract;
import dev.highlander.testkit.contract.RegistryWorld;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperRegistryContractIT extends RegistryContract {

  @TempDir private static Path folder;
  private static EmbeddedZooKeeper server;

  @BeforeAll
  static void startServer() {
    server = EmbeddedZooKeeper.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected RegistryWorld open() {
    return new ZooKeeperWorld(server.connectString(), Duration.ofSeconds(6));
  }
}

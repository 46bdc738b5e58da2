package dev.highlander.zookeeper;

import dev.highlander.testkit.contract.RegistryContract;
import dev.highlander.testkit.contract.RegistryWorld;
import dev.highlander.testkit.zookeeper.ZooKeeperEnsemble;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperEnsembleRegistryContractIT extends RegistryContract {

  @TempDir private static Path folder;
  private static ZooKeeperEnsemble ensemble;

  @BeforeAll
  static void startServers() {
    ensemble = ZooKeeperEnsemble.start(folder, 3);
  }

  @AfterAll
  static void stopServers() {
    ensemble.close();
  }

  @Override
  protected RegistryWorld open() {
    return new ZooKeeperWorld(ensemble.connectString(), Duration.ofSeconds(6));
  }
}

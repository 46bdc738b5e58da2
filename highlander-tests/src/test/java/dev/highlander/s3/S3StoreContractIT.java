package dev.highlander.s3;

import dev.highlander.spi.SnapshotStore;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.SnapshotStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The store's contract over HTTP, against the embedded server. */
class S3StoreContractIT extends SnapshotStoreContract {

  @TempDir
  private static Path folder;

  private static S3TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3TestServer(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected SnapshotStore open() {
    return server.direct().prefix("cluster/").open(TestPlatform.real());
  }
}

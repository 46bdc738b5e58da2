package dev.highlander.localstack;

import dev.highlander.local.EmbeddedServices;
import dev.highlander.s3.S3Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenario that runs on LocalStack where Docker is, on the embedded S3 server everywhere. */
class EmbeddedTwoNodesIT {

  @TempDir
  private Path folder;

  @Test
  void twoNodesDoTheMainJobOnTheEmbeddedServer() {
    try (EmbeddedServices services = EmbeddedServices.start(folder)) {
      var s3 = services.s3();
      var store = S3Store.bucket(s3.bucket()).endpoint(s3.endpoint()).region(s3.region()).credentials(s3.accessKey(), s3.secretKey());

      new TwoNodesScenario(services.zooKeeper(), store).run();
    }
  }
}

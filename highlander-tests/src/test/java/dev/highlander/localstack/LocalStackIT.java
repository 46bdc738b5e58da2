package dev.highlander.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.persistence.ProbeResult;
import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.SnapshotStoreContract;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Highlander on LocalStack. Each nested class is one scenario on the same container. */
class LocalStackIT {

  private static @Nullable LocalStack localStack;

  @BeforeAll
  static void startOrSkip() {
    localStack = LocalStack.startOrSkip();
  }

  @AfterAll
  static void stop() {
    if (localStack != null) {
      localStack.close();
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_METHOD)
  class Store extends SnapshotStoreContract {
    @Override
    protected SnapshotStore open() {
      return localStack.store().prefix("contract/").open(TestPlatform.real());
    }

    @Override
    protected boolean deletesConditionally() {
      return false;
    }
  }

  @Nested
  class Probe {
    @Test
    void theStartUpProbePasses() {
      try (SnapshotStore store = localStack.store().prefix("probed/").open(TestPlatform.real())) {
        ProbeResult result = new StoreProbe(store, TestPlatform.real(), "test").run().orTimeout(120, TimeUnit.SECONDS).join();

        assertThat(result).isInstanceOf(ProbeResult.Passed.class);
      }
    }
  }

  @Nested
  class TwoNodes {
    @TempDir
    private Path folder;

    @Test
    void twoNodesDoTheMainJob() {
      try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(folder)) {
        new TwoNodesScenario(zooKeeper, localStack.store().prefix("two-nodes/")).run();
      }
    }
  }
}

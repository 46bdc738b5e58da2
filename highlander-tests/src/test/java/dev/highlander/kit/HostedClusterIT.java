package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.highlander.HighlanderException;
import dev.highlander.testkit.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose nodes run in this JVM, without JUnit's extension. */
class HostedClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.nodes("a", "b").types(Counter.class).folder(folder).inThisJvm().start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void nodesOfThisJvmAreCutOffAndLeaveAndComeBackButAreNotKilled() {
    String id = cluster.idOwnedBy("b", Counter.class, "hosted");
    cluster.ref(Counter.class, id).update(Counter::add, 1);

    cluster.cutFromZooKeeper("b");
    await("its objects are gone").atMost(PATIENCE).ignoreExceptions().until(() -> cluster.owner(Counter.class, id).name().equals("a"));
    cluster.node("a").ref(Counter.class, id).update(Counter::add, 1);
    cluster.heal();
    cluster.node("b").awaitJoined(2, PATIENCE);
    cluster.expireSession("a");
    cluster.node("a").awaitJoined(2, PATIENCE);
    cluster.terminate("a");
    assertThat(cluster.node("a").isAlive()).isFalse();
    cluster.ref(Counter.class, id).update(Counter::add, 1);
    cluster.restart("a");
    cluster.node("a").ref(Counter.class, id).update(Counter::add, 1);

    assertThat(cluster.verify().checked()).isPositive();
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> cluster.kill("a"));
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> cluster.pause("a"));
  }

  @Test
  void zooKeeperAndTheStoreAreStoppedAndComeBackWithTheirData() {
    cluster.ref(Counter.class, "served").update(Counter::add, 1);

    cluster.stopStore();
    assertThatExceptionOfType(HighlanderException.class)
        .isThrownBy(() -> cluster.ref(Counter.class, "served").within(Duration.ofMillis(500)).update(Counter::add, 1));
    cluster.startStore();
    cluster.stopZooKeeper();
    cluster.startZooKeeper();
    cluster.recover();

    await().atMost(PATIENCE).ignoreExceptions().until(() -> cluster.ref(Counter.class, "served").update(Counter::add, 1) > 1);
    cluster.verify();
  }

  @Test
  void anAcknowledgedUpdateThatTheStoreLosesIsFound() throws IOException {
    cluster.ref(Counter.class, "tampered").update(Counter::add, 1);
    cluster.verify();
    Path file = folder.resolve("s3/buckets/highlander/objects/counter/tampered.json");
    Path old = folder.resolve("old.json");
    Files.copy(file, old, StandardCopyOption.COPY_ATTRIBUTES);
    cluster.ref(Counter.class, "tampered").update(Counter::add, 1);

    Files.copy(old, file, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> cluster.verify())
        .withMessageContaining("counter/tampered")
        .withMessageContaining("was durable and is lost")
        .withMessageContaining("acknowledged and missing");
  }
}

package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two nodes, the one that is left decides alone (protocol L4). */
class TwoNodesIT {

  private static final Duration SESSION = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(15);

  @Test
  void theOneThatIsLeftTakesOverLongBeforeTheSessionEnds(@TempDir Path folder) {
    try (TestCluster cluster = new TestCluster(folder)) {
      NodeProcess left = cluster.start("left", cluster.options("left").withSession(SESSION)).awaitReady();
      NodeProcess victim = cluster.start("victim", cluster.options("victim").withSession(SESSION)).awaitReady();
      String ledger = cluster.idOwnedBy(victim, "ledger", "two");
      left.call("startLoad", Map.of("run", "left", "ledgers", List.of(ledger), "appenders", 2));
      await().atMost(Duration.ofSeconds(60)).until(() -> cluster.history().acknowledged(ledger) >= 50);

      cluster.kill(victim);
      long before = cluster.history().acknowledged(ledger);
      await("the survivor serves").atMost(SOON).until(() -> cluster.history().acknowledged(ledger) >= before + 50);
      left.call("stopLoad", Map.of());

      assertThat(cluster.history().violations(ledger, TestCluster.entries(left, ledger))).isEmpty();
      assertThat(cluster.history().errors(ledger)).isEmpty();
      assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
    }
  }
}

package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.ErrorKind;
import dev.highlander.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster depends on goes away and comes back. Every test has a cluster of its own, because nothing of it is left as it was. */
class OutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** How an update may end meanwhile. */
  private static final Set<ErrorKind> STORE_IS_DOWN = Set.of(ErrorKind.UNAVAILABLE, ErrorKind.OUTCOME_UNKNOWN);

  private TestCluster cluster;
  private List<NodeProcess> nodes;

  @BeforeEach
  void start(@TempDir Path folder) {
    cluster = new TestCluster(folder);
    nodes = cluster.start("a", "b");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void everythingComesBackAfterZooKeeperLostItsDataAndTheStoreDidNot() {
    List<String> ledgers = List.of("lost-0", "lost-1", "lost-2", "lost-3");
    nodes.forEach(node -> startLoad(node, ledgers));
    ledgers.forEach(ledger -> awaitAcknowledged(ledger, 30));
    long generation = generation(nodes.get(0));

    cluster.stopZooKeeper();
    cluster.deleteZooKeeperData();
    cluster.startZooKeeper();
    for (NodeProcess node : nodes) {
      await(node.name() + " joins again").atMost(PATIENCE).until(() -> cluster.incarnations(node).size() == 2);
    }
    ledgers.forEach(ledger -> awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 30));
    stopLoad();

    for (NodeProcess node : nodes) {
      assertThat(generation(node)).isEqualTo(generation + 1);
    }
    for (String ledger : ledgers) {
      assertThat(cluster.history().violations(ledger, TestCluster.entries(nodes.get(0), ledger))).isEmpty();
      assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
      assertThat(nodes.get(1).call("read", Map.of("type", "ledger", "id", ledger)).path("generation").asLong(0)).isEqualTo(generation + 1);
    }
  }

  @Test
  void whileTheStoreIsDownActiveObjectsAreReadAndUpdatesAreRefused() {
    String ledger = "store-down";
    nodes.get(0).call("add", Map.of("id", ledger, "entry", "before"));
    NodeProcess owner = cluster.owner("ledger", ledger, nodes);
    NodeProcess other = nodes.get(owner == nodes.get(0) ? 1 : 0);

    cluster.stopS3();
    Map<String, Object> request = Map.of("id", ledger, "entry", "while down", "request", "while-down", "deadline", 5_000);
    ErrorKind outcome = ExpectedFailure.of(STORE_IS_DOWN, other, "add", request).kind();
    for (int i = 0; i < 20; i++) {
      assertThat(owner.call("size", Map.of("id", ledger, "deadline", 5_000)).asInt(0)).isEqualTo(1);
    }
    assertThat(other.call("size", Map.of("id", ledger, "deadline", 5_000)).asInt(0)).isEqualTo(1);
    // It would have to be loaded.
    ExpectedFailure.of(ErrorKind.UNAVAILABLE, other, "add", Map.of("id", "cold", "entry", "refused", "deadline", 2_000));
    cluster.startS3();
    // A request that went down with its connection may have been executed; what was refused was not.
    assertThat(TestCluster.entries(other, ledger)).hasSizeBetween(1, outcome == ErrorKind.OUTCOME_UNKNOWN ? 2 : 1);
    assertThat(nodes.get(0).call("add", request).asInt(0)).as("repeated with the same id").isEqualTo(2);

    assertThat(TestCluster.entries(other, ledger)).containsExactly("before", "while down");
    assertThat(nodes.get(0).call("add", Map.of("id", ledger, "entry", "after")).asInt(0)).isEqualTo(3);
    assertThat(nodes.get(0).call("add", Map.of("id", "cold", "entry", "warm")).asInt(0)).isEqualTo(1);
  }

  @Test
  void anUpdateThatTheStoreNeverAnsweredIsNotReportedAsFailed() {
    String ledger = "store-gone";
    startLoad(nodes.get(0), List.of(ledger));
    startLoad(nodes.get(1), List.of(ledger));
    awaitAcknowledged(ledger, 30);

    cluster.stopS3();
    // A write is tried for 4 s (its store deadline) and a call of this load for 6 s.
    await("calls end while the store is down").atMost(PATIENCE).until(() -> !cluster.history().errors(ledger).isEmpty());
    cluster.startS3();
    awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 60);
    stopLoad();

    assertThat(cluster.history().errors(ledger).keySet()).isSubsetOf(Set.of("UNAVAILABLE", "OUTCOME_UNKNOWN"));
    assertThat(cluster.history().violations(ledger, TestCluster.entries(nodes.get(0), ledger))).isEmpty();
  }

  @Test
  void anUpdateThatTheStoreNeverAnsweredIsSettledWhenItIsBack() {
    String ledger = "store-back";
    nodes.get(0).call("add", Map.of("id", ledger, "entry", "before"));
    cluster.stopS3();
    Map<String, Object> request = Map.of("id", ledger, "entry", "perhaps", "request", "perhaps", "deadline", 2_000);
    ExpectedFailure.of(STORE_IS_DOWN, nodes.get(1), "add", request);
    cluster.startS3();

    boolean applied = nodes.get(1).call("outcome", Map.of("id", ledger, "of", "perhaps")).asBoolean();

    List<String> entries = applied ? List.of("before", "perhaps") : List.of("before");
    assertThat(TestCluster.entries(nodes.get(0), ledger)).isEqualTo(entries);
    if (!applied) {
      ExpectedFailure.of(ErrorKind.REJECTED, nodes.get(0), "add", request);
    }
    assertThat(nodes.get(0).call("outcome", Map.of("id", ledger, "of", "perhaps")).asBoolean()).isEqualTo(applied);
    assertThat(TestCluster.entries(nodes.get(1), ledger)).isEqualTo(entries);
  }

  @Test
  void everythingIsThereAfterARestartOfEverything() {
    List<String> ledgers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ledgers.add("kept-" + i);
      nodes.get(i % 2).call("add", Map.of("id", "kept-" + i, "entry", "one", "request", "request-" + i));
      nodes.get(i % 2).call("add", Map.of("id", "kept-" + i, "entry", "two"));
    }
    nodes.get(0).call("put", Map.of("type", "todo", "id", "kept", "state", Map.of("title", "Kept")));

    nodes.forEach(NodeProcess::terminate);
    cluster.stopZooKeeper();
    cluster.stopS3();
    cluster.startZooKeeper();
    cluster.startS3();
    List<NodeProcess> next = cluster.start("c", "d");

    for (int i = 0; i < 6; i++) {
      String id = ledgers.get(i);
      assertThat(TestCluster.entries(next.get(i % 2), id)).containsExactly("one", "two");
      Map<String, Object> repeated = Map.of("id", id, "entry", "one", "request", "request-" + i);
      assertThat(next.get(1 - i % 2).call("add", repeated).asInt(0)).as("the answer to a repeated request").isEqualTo(1);
      assertThat(next.get(0).call("add", Map.of("id", id, "entry", "three")).asInt(0)).isEqualTo(3);
    }
    assertThat(next.get(0).call("get", Map.of("type", "todo", "id", "kept")).path("title").asString("")).isEqualTo("Kept");
    List<String> ids = new ArrayList<>();
    next.get(1).call("ids", Map.of("type", "ledger")).forEach(id -> ids.add(id.asString("")));
    assertThat(ids).containsExactlyElementsOf(ledgers);
  }

  private static long generation(NodeProcess node) {
    return node.call("report", Map.of()).path("generation").asLong(0);
  }

  private static void startLoad(NodeProcess node, List<String> ledgers) {
    node.call("startLoad", Map.of("run", node.name(), "ledgers", ledgers, "appenders", 1, "deadline", 6_000));
  }

  private void stopLoad() {
    nodes.forEach(node -> node.call("stopLoad", Map.of()));
  }

  private void awaitAcknowledged(String ledger, long count) {
    await(count + " acknowledged updates of " + ledger).atMost(PATIENCE).until(() -> cluster.history().acknowledged(ledger) >= count);
  }
}

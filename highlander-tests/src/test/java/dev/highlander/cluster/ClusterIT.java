package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What three nodes that nothing happens to do for each other's callers. Every test has objects of its own. */
class ClusterIT {

  private static TestCluster cluster;
  private static List<NodeProcess> nodes;

  @BeforeAll
  static void start(@TempDir Path folder) {
    cluster = new TestCluster(folder);
    nodes = cluster.start("a", "b", "c");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void oneOwnerAmongManyConcurrentFirstCalls() {
    List<String> ids = List.of("first-0", "first-1", "first-2", "first-3", "first-4", "first-5");
    List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      for (String id : ids) {
        for (NodeProcess node : nodes) {
          calls.add(node.ask("add", Map.of("id", id, "entry", node.name() + round)));
        }
      }
    }
    calls.forEach(call -> nodes.get(0).result(call, "add"));

    for (String id : ids) {
      assertThat(cluster.activations().live("ledger/" + id)).as("nodes that serve " + id).hasSize(1);
      assertThat(cluster.activations().overlaps("ledger/" + id)).isEmpty();
      assertThat(TestCluster.entries(nodes.get(1), id)).hasSize(12).doesNotHaveDuplicates();
    }
  }

  @Test
  void newObjectsAreSpreadOverTheNodes() {
    List<String> owners = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String id = "spread-" + i;
      nodes.get(0).call("add", Map.of("id", id, "entry", "x"));
      owners.addAll(cluster.activations().live("ledger/" + id));
    }

    assertThat(owners).hasSize(9).contains("a", "b", "c");
  }

  @Test
  void putOnOneNodeIsReadOnAnother() {
    JsonNode written =
        nodes.get(0).call("put", Map.of("type", "todo", "id", "milk", "state", Map.of("title", "Milk", "completed", true)));
    JsonNode read = nodes.get(1).call("read", Map.of("type", "todo", "id", "milk"));

    assertThat(written.path("version").asInt(0)).isEqualTo(1);
    assertThat(read).isEqualTo(written);
    assertThat(nodes.get(2).call("get", Map.of("type", "todo", "id", "milk")).path("title").asString("")).isEqualTo("Milk");
  }
}

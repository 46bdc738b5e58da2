package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.ErrorKind;
import dev.highlander.testkit.cluster.CallFailed;
import dev.highlander.testkit.cluster.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What three nodes that nothing happens to do for each other's callers. Every test has objects of its own. */
class ClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  @Test
  void anIdleObjectLeavesMemoryAndZooKeeperAndReturnsUnchanged() throws Exception {
    nodes.get(0).call("put", Map.of("type", "note", "id", "idle", "state", Map.of("text", "remember")));
    JsonNode before = nodes.get(1).call("read", Map.of("type", "note", "id", "idle"));

    try (var client = CuratorFrameworkFactory.newClient(cluster.zooKeeper().connectString(), new RetryOneTime(100))) {
      client.start();
      await().atMost(PATIENCE).until(() -> client.checkExists().forPath("/highlander/objects/note/idle") == null);
    }
    assertThat(cluster.activations().live("note/idle")).isEmpty();
    assertThat(nodes.get(2).call("location", Map.of("type", "note", "id", "idle")).asString("?")).isEmpty();
    JsonNode after = nodes.get(2).call("read", Map.of("type", "note", "id", "idle"));

    assertThat(after.path("state")).isEqualTo(before.path("state"));
    assertThat(after.path("version")).isEqualTo(before.path("version"));
    assertThat(after.path("claim").asLong(0)).as("a later claim").isGreaterThan(before.path("claim").asLong(0));
    assertThat(cluster.activations().overlaps("note/idle")).isEmpty();
  }

  @Test
  void aClientThatHostsNothingConnectsCallsAndLeaves() {
    NodeProcess client = cluster.start("client", cluster.options("client").asClient()).awaitReady();
    await().atMost(PATIENCE).until(() -> roles(nodes.get(0)).equals(Map.of("a", "node", "b", "node", "c", "node", "client", "client")));
    for (int i = 0; i < 6; i++) {
      assertThat(client.call("add", Map.of("id", "from-client-" + i, "entry", "x")).asInt(0)).isEqualTo(1);
      assertThat(client.call("size", Map.of("id", "from-client-" + i)).asInt(0)).isEqualTo(1);
      assertThat(cluster.activations().live("ledger/from-client-" + i)).hasSize(1).doesNotContain("client");
    }

    client.terminate();

    // Well before its session would have ended.
    await().atMost(Duration.ofMillis(TestCluster.SESSION_MILLIS - 500)).until(() -> !roles(nodes.get(0)).containsKey("client"));
  }

  @Test
  void aProcessThatDoesNotKnowTheSecretIsRefusedByEveryNode() {
    NodeProcess stranger = cluster.start("stranger", cluster.options("stranger").asClient().withSecret("not this cluster's")).awaitReady();

    for (int i = 0; i < 3; i++) {
      Map<String, Object> arguments = Map.of("id", "secret-" + i, "entry", "x", "deadline", 2_000);
      CallFailed refused = ExpectedFailure.of(ErrorKind.UNAVAILABLE, stranger, "add", arguments);
      assertThat(refused).hasMessageContaining("secret");
    }
    stranger.terminate();

    for (int i = 0; i < 3; i++) {
      assertThat(TestCluster.entries(nodes.get(0), "secret-" + i)).isEmpty();
    }
  }

  @Test
  void guardsAreHeldOnTheOwnersSideForTheCallerThatIsNamed() {
    for (int i = 0; i < 3; i++) {
      String list = "guarded-" + i;
      nodes.get(0).call("createList", Map.of("id", list, "title", "Home", "as", "alice"));
      nodes.get(1).call("insertTodo", Map.of("id", list, "as", "alice", "todo", Map.of("title", "Milk")));

      for (NodeProcess node : nodes) {
        ExpectedFailure.of(ErrorKind.ACCESS_DENIED, node, "insertTodo", Map.of("id", list, "as", "bob", "todo", Map.of("title", "Eggs")));
        ExpectedFailure.of(ErrorKind.ACCESS_DENIED, node, "open", Map.of("id", list, "as", "bob"));
        ExpectedFailure.of(ErrorKind.ACCESS_DENIED, node, "get", Map.of("type", "list", "id", list));
        CallFailed rejected =
            ExpectedFailure.of(ErrorKind.REJECTED, node, "createList", Map.of("id", list, "title", "Mine", "as", "bob"));
        assertThat(rejected.code()).isEqualTo("already-created");
      }
      nodes.get(2).call("share", Map.of("id", list, "as", "alice", "user", "bob"));
      nodes.get(0).call("insertTodo", Map.of("id", list, "as", "bob", "todo", Map.of("title", "Bread")));
      assertThat(nodes.get(1).call("open", Map.of("id", list, "as", "bob")).size()).isEqualTo(2);
    }
  }

  @Test
  void twoProcessesWithOneNameAreTwoMembers() {
    NodeProcess twin = cluster.start("twin", cluster.options("c")).awaitReady();
    await().atMost(PATIENCE).until(() -> nodes.get(0).call("report", Map.of()).path("members").size() >= 4);
    for (int i = 0; i < 12; i++) {
      for (NodeProcess caller : List.of(nodes.get(0), nodes.get(2), twin)) {
        caller.call("add", Map.of("id", "twins-" + i, "entry", caller.name()));
      }
      assertThat(TestCluster.entries(twin, "twins-" + i)).containsExactly("a", "c", "twin");
      assertThat(cluster.activations().live("ledger/twins-" + i)).hasSize(1);
    }
    assertThat(cluster.incarnations(twin)).doesNotContainAnyElementsOf(cluster.incarnations(nodes.get(2)));
    assertThat(served("twin")).as("objects of the twin").isPositive();
    assertThat(served("c")).as("objects of the first of that name").isPositive();

    twin.terminate();

    for (int i = 0; i < 12; i++) {
      assertThat(TestCluster.entries(nodes.get(2), "twins-" + i)).containsExactly("a", "c", "twin");
    }
  }

  private static long served(String process) {
    return IntStream.range(0, 12).filter(i -> cluster.activations().live("ledger/twins-" + i).contains(process)).count();
  }

  private static Map<String, String> roles(NodeProcess node) {
    Map<String, String> roles = new TreeMap<>();
    node.call("report", Map.of())
        .path("members")
        .forEach(member -> roles.put(member.path("name").asString(""), member.path("role").asString("")));
    return roles;
  }
}

package dev.highlander.cluster;

import static dev.highlander.cluster.TestCluster.TAKEOVER_WAIT_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.ErrorKind;
import dev.highlander.testkit.cluster.ActivationLog.Service;
import dev.highlander.testkit.cluster.CallFailed;
import dev.highlander.testkit.cluster.NodeProcess;
import dev.highlander.testkit.fault.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A node dies, hangs, leaves or is cut off while others call its objects. Two nodes stay; every test starts its own victim. */
class NodeFailureIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestCluster cluster;
  private static NodeProcess a;
  private static NodeProcess b;

  private final List<NodeProcess> victims = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path folder) {
    cluster = new TestCluster(folder);
    List<NodeProcess> nodes = cluster.start("a", "b");
    a = nodes.get(0);
    b = nodes.get(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void killVictims() {
    victims.forEach(cluster::kill);
    victims.clear();
  }

  @Test
  void everyAcknowledgedUpdateIsThereExactlyOnceAfterTheOwnerWasKilled() {
    NodeProcess victim = victim(cluster.options("killed"));
    String ledger = cluster.idOwnedBy(victim, "ledger", "kill");
    for (NodeProcess node : List.of(a, b, victim)) {
      startLoad(node, 2, ledger);
    }
    awaitAcknowledged(ledger, 150);

    cluster.kill(victim);
    awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 100);
    stopLoad(a, b);

    assertThat(cluster.history().violations(ledger, TestCluster.entries(a, ledger))).isEmpty();
    assertThat(cluster.history().errors(ledger)).as("callers at other nodes only wait").isEmpty();
    assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
    assertThat(cluster.activations().live("ledger/" + ledger)).hasSize(1).isSubsetOf("a", "b");
  }

  @Test
  void aRequestThatIsRepeatedAfterAFailoverIsAppliedOnce() {
    NodeProcess victim = victim(cluster.options("repeated"));
    String ledger = cluster.idOwnedBy(victim, "ledger", "repeat");
    Map<String, Object> request = Map.of("id", ledger, "entry", "paid", "request", "payment-1");
    a.call("add", Map.of("id", ledger, "entry", "first"));

    JsonNode before = a.call("add", request);
    cluster.kill(victim);
    JsonNode after = b.call("add", request);

    assertThat(after).isEqualTo(before);
    assertThat(TestCluster.entries(a, ledger)).containsExactly("first", "paid");
    assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
    ExpectedFailure.of(ErrorKind.BAD_REQUEST, b, "add", Map.of("id", ledger, "entry", "paid twice", "request", "payment-1"));
  }

  @Test
  void anOwnerThatWasPausedBeyondItsSessionServesNothingStaleAndItsLateWriteIsRefused() {
    NodeProcess victim = victim(cluster.options("paused"));
    String ledger = cluster.idOwnedBy(victim, "ledger", "pause");
    a.call("add", Map.of("id", ledger, "entry", "before"));
    CompletableFuture<JsonNode> inFlight = a.ask("addSlowly", Map.of("id", ledger, "entry", "in flight", "millis", 1_000));
    await().atMost(PATIENCE).until(() -> cluster.handling(victim, "in flight"));

    victim.pause();
    b.call("add", Map.of("id", ledger, "entry", "at the heir"));
    a.result(inFlight, "addSlowly");
    List<String> atTheHeir = TestCluster.entries(b, ledger);
    // All of these are in the pipe before it goes on, so they are the first things it does.
    var read = victim.ask("get", Map.of("type", "ledger", "id", ledger));
    var strict = victim.ask("get", Map.of("type", "ledger", "id", ledger, "strict", true));
    var update = victim.ask("add", Map.of("id", ledger, "entry", "by the resumed"));
    victim.resume();

    assertThat(atTheHeir).containsExactlyInAnyOrder("before", "in flight", "at the heir");
    assertThat(victim.result(update, "add").asInt(0)).isEqualTo(4);
    assertThat(strings(victim.result(read, "get"))).containsAll(atTheHeir);
    assertThat(strings(victim.result(strict, "get"))).containsAll(atTheHeir);
    await().atMost(PATIENCE).until(() -> !cluster.activations().live("ledger/" + ledger).contains("paused"));
    await().atMost(PATIENCE).until(() -> cluster.incarnations(victim).size() == 2);
    List<String> inTheEnd = new ArrayList<>(atTheHeir);
    inTheEnd.add("by the resumed");
    for (NodeProcess node : List.of(a, b, victim)) {
      assertThat(TestCluster.entries(node, ledger)).as("seen by " + node.name()).isEqualTo(inTheEnd);
    }
    int version = a.call("read", Map.of("type", "ledger", "id", ledger)).path("version").asInt(0);
    assertThat(version).as("no write but these, of which some may be one").isBetween(2, 4);
  }

  @Test
  void aNodeThatIsToldToEndHandsItsObjectsOnWithoutTheTakeoverWaitAndNoCallFails() {
    NodeProcess victim = victim(cluster.options("ended"));
    List<String> ledgers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ledgers.add(cluster.idOwnedBy(victim, "ledger", "end-" + i));
    }
    startLoad(a, 1, ledgers.toArray(String[]::new));
    ledgers.forEach(ledger -> awaitAcknowledged(ledger, 10));

    victim.terminate();
    ledgers.forEach(ledger -> awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 10));
    stopLoad(a);

    List<Long> gaps = new ArrayList<>();
    for (String ledger : ledgers) {
      List<Service> services = cluster.activations().of("ledger/" + ledger);
      assertThat(services).as("activations of " + ledger).hasSize(2);
      gaps.add(TimeUnit.NANOSECONDS.toMillis(services.get(1).fromNanos() - services.get(0).toNanos()));
      assertThat(cluster.history().violations(ledger, TestCluster.entries(b, ledger))).isEmpty();
      assertThat(cluster.history().errors(ledger)).isEmpty();
      assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
    }
    // An heir that waits needs W for every object, so the quickest shows that it did not.
    assertThat(gaps.stream().mapToLong(Long::longValue).min().orElseThrow()).as("gaps in ms: " + gaps).isLessThan(TAKEOVER_WAIT_MILLIS);
  }

  @Test
  void aNodeThatIsCutFromZooKeeperStopsServingAndJoinsAgainWhenItIsBack() {
    try (TcpProxy proxy = TcpProxy.to(cluster.zooKeeper().connectString())) {
      NodeProcess victim = victim(cluster.options("cut").withZookeeper(proxy.address()));
      String ledger = cluster.idOwnedBy(victim, "ledger", "cut");
      startLoad(a, 2, ledger);
      startLoad(victim, 2, ledger);
      awaitAcknowledged(ledger, 60);

      proxy.cut();
      await("the victim refuses to read its own object").atMost(PATIENCE).until(() -> refusesToRead(victim, ledger));
      await("another node serves").atMost(PATIENCE).until(() -> livesAt(ledger, "a", "b"));
      awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 60);
      assertThat(refusesToRead(victim, ledger)).isTrue();
      proxy.heal();
      await("the victim joins again").atMost(PATIENCE).until(() -> cluster.incarnations(victim).size() >= 2);
      List<String> present = TestCluster.entries(a, ledger);
      assertThat(TestCluster.entries(victim, ledger)).containsAll(present);
      stopLoad(a, victim);

      assertThat(cluster.incarnations(victim)).doesNotHaveDuplicates();
      assertThat(cluster.history().violations(ledger, TestCluster.entries(victim, ledger))).isEmpty();
    }
  }

  private NodeProcess victim(NodeOptions options) {
    NodeProcess victim = cluster.start(options.name(), options);
    victims.add(victim);
    return victim.awaitReady();
  }

  private static boolean refusesToRead(NodeProcess node, String ledger) {
    try {
      node.call("size", Map.of("id", ledger, "deadline", 100));
      return false;
    } catch (CallFailed e) {
      return e.kind() == ErrorKind.UNAVAILABLE;
    }
  }

  private static boolean livesAt(String ledger, String... processes) {
    return cluster.activations().live("ledger/" + ledger).stream().anyMatch(List.of(processes)::contains);
  }

  private static void startLoad(NodeProcess node, int appenders, String... ledgers) {
    node.call("startLoad", Map.of("run", node.name(), "ledgers", List.of(ledgers), "appenders", appenders));
  }

  private static void stopLoad(NodeProcess... nodes) {
    List.of(nodes).forEach(node -> node.call("stopLoad", Map.of()));
  }

  private static void awaitAcknowledged(String ledger, long count) {
    await(count + " acknowledged updates of " + ledger).atMost(PATIENCE).until(() -> cluster.history().acknowledged(ledger) >= count);
  }

  private static List<String> strings(JsonNode ledger) {
    List<String> entries = new ArrayList<>();
    ledger.path("entries").forEach(entry -> entries.add(entry.asString("")));
    return entries;
  }
}

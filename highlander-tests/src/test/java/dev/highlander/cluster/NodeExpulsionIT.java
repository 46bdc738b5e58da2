package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.testkit.cluster.NodeProcess;
import dev.highlander.testkit.fault.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that their peers can't reach are given up long before their sessions end (protocol L4): those last half a minute here, so whatever goes
 * on sooner goes on because somebody was expelled. Two nodes stay; every test starts its own victim.
 */
class NodeExpulsionIT {

  private static final Duration SESSION = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static TestCluster cluster;
  private static NodeProcess a;
  private static NodeProcess b;

  private final List<NodeProcess> victims = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path folder) {
    cluster = new TestCluster(folder);
    a = cluster.start("a", cluster.options("a").withSession(SESSION)).awaitReady();
    b = cluster.start("b", cluster.options("b").withSession(SESSION)).awaitReady();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void killVictims() {
    victims.forEach(cluster::kill);
    victims.clear();
    await("the last victim is given up").atMost(PATIENCE).until(() -> memberNames().equals(List.of("a", "b")));
  }

  @Test
  void whatAKilledNodeOwnedIsServedAgainLongBeforeItsSessionEnds() {
    NodeProcess victim = victim(cluster.options("killed"));
    String ledger = cluster.idOwnedBy(victim, "ledger", "killed");
    for (NodeProcess node : List.of(a, b, victim)) {
      startLoad(node, ledger);
    }
    awaitAcknowledged(ledger, 100, PATIENCE);

    cluster.kill(victim);
    awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 50, SOON);
    stopLoad(a, b);

    assertThat(cluster.history().violations(ledger, TestCluster.entries(a, ledger))).isEmpty();
    assertThat(cluster.history().errors(ledger)).as("callers at other nodes only wait").isEmpty();
    assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
  }

  @Test
  void aPausedNodeIsExpelledAndWhenItGoesOnItIsAnother() {
    NodeProcess victim = victim(cluster.options("paused"));
    String ledger = cluster.idOwnedBy(victim, "ledger", "paused");
    for (NodeProcess node : List.of(a, b, victim)) {
      startLoad(node, ledger);
    }
    awaitAcknowledged(ledger, 100, PATIENCE);

    victim.pause();
    await("an heir serves").atMost(SOON).until(() -> livesAt(ledger, "a", "b"));
    awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 50, SOON);
    victim.resume();
    await("it joins again").atMost(SOON).until(() -> cluster.incarnations(victim).size() == 2);
    awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 50, PATIENCE);
    stopLoad(a, b, victim);

    assertThat(cluster.incarnations(victim)).doesNotHaveDuplicates();
    assertThat(cluster.history().violations(ledger, TestCluster.entries(victim, ledger))).isEmpty();
    assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
  }

  @Test
  void aNodeThatIsExpelledWronglyDropsEverythingAndJoinsAgain() throws IOException {
    String address = freeAddress();
    try (TcpProxy proxy = TcpProxy.to(address)) {
      NodeProcess victim = victim(cluster.options("wronged").behind(address, proxy.address()));
      String ledger = cluster.idOwnedBy(victim, "ledger", "wronged");
      for (NodeProcess node : List.of(a, b, victim)) {
        startLoad(node, ledger);
      }
      awaitAcknowledged(ledger, 100, PATIENCE);

      // It can reach everybody, ZooKeeper and the store included; nobody can reach it.
      proxy.swallow(TcpProxy.Direction.TO_SERVER);
      await("it joins again").atMost(SOON).until(() -> cluster.incarnations(victim).size() == 2);
      await("an heir serves").atMost(SOON).until(() -> livesAt(ledger, "a", "b"));
      awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 50, PATIENCE);
      assertThat(cluster.incarnations(victim)).as("while it is still cut off it is let be").hasSize(2);
      proxy.heal();
      awaitAcknowledged(ledger, cluster.history().acknowledged(ledger) + 50, PATIENCE);
      stopLoad(a, b, victim);

      assertThat(cluster.incarnations(a)).hasSize(1);
      assertThat(cluster.incarnations(b)).hasSize(1);
      assertThat(cluster.history().violations(ledger, TestCluster.entries(victim, ledger))).isEmpty();
      assertThat(cluster.activations().overlaps("ledger/" + ledger)).isEmpty();
    }
  }

  private NodeProcess victim(NodeOptions options) {
    NodeProcess victim = cluster.start(options.name(), options.withSession(SESSION));
    victims.add(victim);
    victim.awaitReady();
    await("its peers have seen it").atMost(PATIENCE).until(() -> memberNames().contains(options.name()));
    return victim;
  }

  private static List<String> memberNames() {
    List<String> names = new ArrayList<>();
    a.call("report", Map.of()).path("members").forEach(member -> names.add(member.path("name").asString("")));
    return names;
  }

  private static String freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    }
  }

  private static boolean livesAt(String ledger, String... processes) {
    return cluster.activations().live("ledger/" + ledger).stream().anyMatch(List.of(processes)::contains);
  }

  private static void startLoad(NodeProcess node, String ledger) {
    node.call("startLoad", Map.of("run", node.name() + "-" + ledger, "ledgers", List.of(ledger), "appenders", 2));
  }

  private static void stopLoad(NodeProcess... nodes) {
    List.of(nodes).forEach(node -> node.call("stopLoad", Map.of()));
  }

  private static void awaitAcknowledged(String ledger, long count, Duration patience) {
    await(count + " acknowledged updates of " + ledger).atMost(patience).until(() -> cluster.history().acknowledged(ledger) >= count);
  }
}

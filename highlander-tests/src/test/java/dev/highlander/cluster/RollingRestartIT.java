package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.testkit.cluster.NodeProcess;
import dev.highlander.testkit.launch.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A release is rolled out under load: one node after the other gets SIGTERM, hands its objects off and leaves, and a new process takes its place.
 * No call fails, none waits for a lease, and what the callers get is exact. How often is told by {@code -Drolling.restarts},
 * how late the latest hundredth of the calls may be by {@code -Drolling.p99Millis}, and for how long the load runs before by
 * {@code -Drolling.warmUpSeconds}.
 */
class RollingRestartIT {

  private static final int RESTARTS = Integer.getInteger("rolling.restarts", 6);

  /** The goal is 250; a machine that does other things too is told so by not asking for it. */
  private static final int P99_MILLIS = Integer.getInteger("rolling.p99Millis", Integer.MAX_VALUE);

  private static final int OBJECTS = 60;

  /** Balanced is what is within a few of a third. */
  private static final int SHARE = 15;

  /** With two calls in a row by each caller: 240 calls a second, half of them durable updates. */
  private static final int PAUSE_MILLIS = 500;

  /** What the first calls take, on processes that are cold on all sides, is no figure. */
  private static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("rolling.warmUpSeconds", 2));

  private static int activations(NodeProcess node) {
    return node.call("report", Map.of()).path("activations").path("tally").asInt(0);
  }

  private static NodeOptions options(TestCluster cluster, String name) {
    return cluster.options(name).withSettleMillis(1_000);
  }

  @Test
  @Timeout(3_600)
  void noCallFailsAndNoneWaitsForALease(@TempDir Path folder) {
    JavaProcess.rehearse();
    try (var cluster = new TestCluster(folder)) {
      List<NodeProcess> nodes = new ArrayList<>();
      for (String name : List.of("n0", "n1", "n2")) {
        nodes.add(cluster.start(name, options(cluster, name)).awaitReady());
      }
      NodeProcess client = cluster.start("client", cluster.options("client").asClient()).awaitReady();
      client.call("startTally", Map.of("prefix", "rolling-", "objects", OBJECTS, "pauseMillis", PAUSE_MILLIS));

      await().pollDelay(WARM_UP).atMost(WARM_UP.plusMinutes(1)).until(() -> true);
      client.call("countTally", Map.of());
      long begun = System.nanoTime();
      for (int i = 0; i < RESTARTS; i++) {
        NodeProcess old = nodes.remove(0);
        old.terminate();
        NodeProcess fresh = cluster.start("n" + i % 3, options(cluster, "n" + i % 3)).awaitReady();
        nodes.add(fresh);
        // As a release goes: the next one when the one before carries its part of the load.
        await().atMost(Duration.ofMinutes(1)).until(() -> activations(fresh) >= SHARE);
      }
      JsonNode met = client.call("stopTally", Map.of());

      String figures =
          String.format(
              Locale.ROOT,
              "%d rolling restarts of 3 nodes in %d s, %d objects: %d calls, %d failed, p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms",
              RESTARTS, (System.nanoTime() - begun) / 1_000_000_000, OBJECTS, met.path("calls").asLong(0), met.path("failures").size(),
              met.path("p50").asDouble(0), met.path("p99").asDouble(0), met.path("p999").asDouble(0), met.path("max").asDouble(0));
      System.out.println(figures);
      assertThat(met.path("calls").asLong(0)).isGreaterThan(RESTARTS * OBJECTS);
      assertThat(met.path("failures").toString()).isEqualTo("{}");
      assertThat(met.path("wrong").toString()).isEqualTo("[]");
      assertThat(met.path("p99").asDouble(0)).as(figures).isLessThanOrEqualTo(P99_MILLIS);
      for (int i = 0; i < OBJECTS; i++) {
        assertThat(cluster.activations().overlaps("tally/rolling-" + i)).isEmpty();
      }
    }
  }
}

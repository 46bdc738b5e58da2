package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Objects move between processes that live, while a client calls them without a break. */
class HandOffIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SETTLE_MILLIS = 1_500;

  private static TestCluster cluster;
  private static NodeProcess a;
  private static NodeProcess b;
  private static NodeProcess client;

  @BeforeAll
  static void start(@TempDir Path folder) {
    cluster = new TestCluster(folder);
    a = cluster.start("a", options("a")).awaitReady();
    b = cluster.start("b", options("b"));
    client = cluster.start("client", options("client").asClient()).awaitReady();
    b.awaitReady();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static NodeOptions options(String name) {
    return cluster.options(name).withSettleMillis(SETTLE_MILLIS);
  }

  @Test
  void aNodeThatJoinsGetsItsShareAndOneThatIsDrainedOverHttpGivesAllAwayAndNoCallFails() throws IOException, InterruptedException {
    int objects = 90;
    client.call("startTally", Map.of("prefix", "shared-", "objects", objects, "pauseMillis", 100));
    await().atMost(PATIENCE).until(() -> tallies(a) + tallies(b) == objects);

    NodeProcess c = cluster.start("c", options("c")).awaitReady();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(List.of(tallies(a), tallies(b), tallies(c))).allMatch(count -> count >= 25 && count <= 35));
    JsonNode drained = drainOverHttp(c);
    assertThat(tallies(c)).isZero();
    assertThat(drained.path("node").asString("")).isEqualTo("c");
    assertThat(drained.path("handedOff").asInt(0)).isBetween(25, 35);
    assertThat(drained.path("released").asInt(-1)).isZero();
    assertThat(drained.path("left").asInt(-1)).isZero();
    c.call("total", Map.of("id", "shared-0"));
    await().atMost(PATIENCE).until(() -> tallies(a) + tallies(b) == objects);
    c.terminate();

    JsonNode met = client.call("stopTally", Map.of());
    assertThat(met.path("failures").toString()).isEqualTo("{}");
    assertThat(met.path("wrong").toString()).isEqualTo("[]");
    for (int i = 0; i < objects; i++) {
      assertThat(cluster.activations().overlaps("tally/shared-" + i)).isEmpty();
    }
  }

  @Test
  void objectsFollowTheNodeThatTheirTypePrefers() {
    Map<String, Object> object = Map.of("type", "homely", "id", "x", "state", Map.of("text", "hello"));
    a.call("put", object);
    assertThat(location()).isIn("a", "b");

    NodeProcess home = cluster.start("home", options("home")).awaitReady();
    await().atMost(PATIENCE).until(() -> location().equals("home"));
    assertThat(b.call("get", object).path("text").asString("")).isEqualTo("hello");
    home.terminate();

    assertThat(b.call("get", object).path("text").asString("")).isEqualTo("hello");
    assertThat(location()).isIn("a", "b");
    assertThat(cluster.activations().overlaps("homely/x")).isEmpty();
  }

  private static JsonNode drainOverHttp(NodeProcess node) throws IOException, InterruptedException {
    URI gateway = URI.create(node.call("http", Map.of()).asString(""));
    HttpRequest drain = HttpRequest.newBuilder(gateway.resolve("/cluster/drain")).POST(HttpRequest.BodyPublishers.noBody()).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(drain, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    }
  }

  private static String location() {
    return a.call("location", Map.of("type", "homely", "id", "x")).asString("");
  }

  private static int tallies(NodeProcess node) {
    return node.call("report", Map.of()).path("activations").path("tally").asInt(0);
  }
}

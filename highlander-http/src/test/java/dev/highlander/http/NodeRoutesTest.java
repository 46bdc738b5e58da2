package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Unavailable;
import dev.highlander.report.NodeReport;
import io.micrometer.core.instrument.Gauge;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRoutesTest extends GatewayFixture {

  @ParameterizedTest
  @CsvSource({"STARTING,503,503,200", "RUNNING,200,200,200", "REJOINING,200,503,200", "STOPPING,200,503,200", "STOPPED,200,503,503"})
  void theProbesFollowTheNodesLife(NodeReport.State state, int startup, int ready, int alive) throws Exception {
    node.state = state;

    assertThat(send("GET", "/startup", "").status()).isEqualTo(startup);
    assertThat(send("GET", "/ready", "").status()).isEqualTo(ready);
    RawHttp.Answer answer = send("GET", "/alive", "");
    assertThat(answer.status()).isEqualTo(alive);
    assertThat(json(answer).get("state").asString()).isEqualTo(state.name());
  }

  @Test
  void theClusterIsShownAsTheNodeSeesIt() throws Exception {
    assertThat(json(send("GET", "/cluster", "")))
        .isEqualTo(
            node.codec()
                .mapper()
                .readTree(
                    """
                    {"node":"node-1","incarnation":"inc","address":"127.0.0.1:7000","state":"RUNNING","leaseMillis":1500,"generation":3,
                     "activations":{"note":2},
                     "members":[
                       {"name":"node-1","incarnation":"inc","address":"127.0.0.1:7000","role":"node","draining":false},
                       {"name":"node-2","incarnation":"inc2","address":"127.0.0.1:7001","role":"node","draining":true}]}
                    """));
  }

  @Test
  void aDrainAnswersWhatBecameOfTheObjects() throws Exception {
    RawHttp.Answer answer = send("POST", "/cluster/drain", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(
            node.codec().mapper().readTree("{\"node\":\"node-1\",\"handedOff\":40,\"released\":2,\"left\":0,\"millis\":1234}"));
  }

  @Test
  void aDrainThatIsNotPossibleNowIsAProblemWithATimeToComeBack() throws Exception {
    node.drain = () -> {
      throw new Unavailable("node-1 has no place in the cluster at the moment");
    };

    RawHttp.Answer answer = send("POST", "/cluster/drain", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(json(answer).get("executed").asString()).isEqualTo("no");
    assertThat(json(answer).get("detail").asString()).contains("no place in the cluster");
  }

  @Test
  void aPageOfAnotherSiteCantDrainANode() throws Exception {
    node.drain = () -> {
      throw new AssertionError("drained");
    };

    RawHttp.Answer foreign = send("POST", "/cluster/drain", "", "Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site");
    RawHttp.Answer unsure = send("POST", "/cluster/drain", "", "Origin: null");

    assertThat(List.of(foreign.status(), unsure.status())).containsOnly(403);
    assertThat(json(foreign).get("type").asString()).isEqualTo("urn:highlander:problem:access-denied");
  }

  @Test
  void onlyPostDrains() throws Exception {
    RawHttp.Answer answer = send("GET", "/cluster/drain", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("POST");
  }

  @Test
  void metricsCountRequestsByRouteAndNeverByPath() throws Exception {
    get("/objects/note/secret-id");
    get("/objects/note/other-id");
    get("/objects/nothing/x");
    get("/nowhere/at/all");
    send("BREW", "/objects/note/x", "", ALICE);

    String metrics = send("GET", "/metrics", "").body();

    assertThat(metrics)
        .contains("highlander_http_requests_seconds_count{method=\"GET\",route=\"/objects/{type}/{id}\",status=\"200\"} 2")
        .contains("highlander_http_requests_seconds_count{method=\"GET\",route=\"/objects/{type}/{id}\",status=\"404\"} 1")
        .contains("highlander_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 1")
        .contains("highlander_http_requests_seconds_count{method=\"OTHER\",route=\"none\",status=\"405\"} 1")
        .doesNotContain("secret-id")
        .doesNotContain("BREW");
  }

  @Test
  void metricsShowTheNodesReportAlsoAfterACollectionOfGarbage() throws Exception {
    System.gc();

    RawHttp.Answer answer = send("GET", "/metrics", "");

    assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .contains("highlander_activations{type=\"note\"} 2.0")
        .contains("highlander_members{role=\"node\"} 2.0")
        .contains("highlander_members{role=\"client\"} 0.0")
        .contains("highlander_lease_seconds 1.5")
        .contains("highlander_running 1.0")
        .contains("highlander_generation 3.0");
  }

  @Test
  void moreMetersCanBeShown() throws Exception {
    reopen(settings -> settings.meters(registry -> Gauge.builder("tea.cups", () -> 3).register(registry)));

    assertThat(send("GET", "/metrics", "").body()).contains("tea_cups 3.0");
  }
}

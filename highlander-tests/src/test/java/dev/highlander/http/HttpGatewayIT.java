package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.Rejected;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.local.EmbeddedS3;
import dev.highlander.local.EmbeddedServices;
import dev.highlander.s3.S3Store;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two nodes with a gateway each, over real ZooKeeper and S3 servers. */
class HttpGatewayIT {

  @Persistent(value = "tally", read = "anybody", write = "anybody")
  record Tally(int value, String text) {
    @Initial
    static Tally zero() {
      return new Tally(0, "");
    }

    @Update
    Change<Tally, Integer> add(int more) {
      if (more < 0) {
        throw new Rejected("negative", "a tally only grows");
      }
      return Change.to(new Tally(value + more, text)).reply(value + more);
    }

    @Update
    Tally divide(int by) {
      return new Tally(value / by, text);
    }

    @Update
    Tally blow(int bytes) {
      return new Tally(value, "x".repeat(bytes));
    }

    @Query
    @Allow("owner")
    int secret() {
      return value;
    }

    boolean owner(Call call) {
      return call.caller().name().equals("alice");
    }

    boolean anybody() {
      return true;
    }
  }

  @Persistent("page")
  record Page(String title) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir
  static Path folder;

  private static EmbeddedServices services;
  private static final List<HighlanderNode> NODES = new ArrayList<>();
  private static final List<HttpGateway> GATEWAYS = new ArrayList<>();

  @BeforeAll
  static void start() {
    services = EmbeddedServices.start(folder);
    for (int i = 1; i <= 2; i++) {
      EmbeddedS3 s3 = services.s3();
      HighlanderNode node =
          Highlander.node()
              .name("node-" + i)
              .zookeeper(services.zooKeeper().connectString())
              .store(
                  S3Store.bucket(s3.bucket())
                      .endpoint(s3.endpoint())
                      .region(s3.region())
                      .pathStyle(true)
                      .credentials(s3.accessKey(), s3.secretKey()))
              .listen("127.0.0.1:0")
              .types(Tally.class, Page.class)
              .start();
      NODES.add(node);
      GATEWAYS.add(HttpGateway.on(node).listen("127.0.0.1:0").authenticator(Authenticator.demoUsers()).start());
    }
  }

  @AfterAll
  static void stop() {
    GATEWAYS.forEach(HttpGateway::close);
    NODES.forEach(HighlanderNode::close);
    if (services != null) {
      services.close();
    }
  }

  @Test
  void aStatePutAtOneNodeIsReadAtTheOther() throws Exception {
    HttpResponse<String> before = get(0, "/objects/page/p1");
    HttpResponse<String> put = put(0, "/objects/page/p1", "{\"title\":\"Grüße\"}");
    HttpResponse<String> read = get(1, "/objects/page/p1");

    assertThat(before.body()).isEqualTo("{\"title\":null}");
    assertThat(header(before, "X-Highlander-Version")).isEqualTo("0");
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body()).isEqualTo("{\"version\":1}");
    assertThat(read.body()).isEqualTo("{\"title\":\"Grüße\"}");
    assertThat(header(read, "ETag")).isEqualTo(header(put, "ETag"));
    assertThat(header(read, "X-Highlander-Node")).isIn("node-1", "node-2");
  }

  @Test
  void handlersAnswerRepliesRefusalsAndFaults() throws Exception {
    assertThat(post(0, "/objects/tally/h1/add", "[3]").body()).isEqualTo("3");
    assertThat(post(1, "/objects/tally/h1/add", "[4]").body()).isEqualTo("7");
    assertThat(post(1, "/objects/tally/h1/secret", "[]").body()).isEqualTo("7");

    problem(post(0, "/objects/tally/h1/add", "[-1]"), 409, "negative");
    problem(post(0, "/objects/tally/h1/add", "[\"x\"]"), 400, "");
    problem(post(1, "/objects/tally/h1/add", "[1,2]"), 400, "");
    problem(post(0, "/objects/tally/h1/divide", "[0]"), 500, "");
    problem(send(1, "POST", "/objects/tally/h1/secret", "[]", "X-User", "mallory"), 403, "");
    problem(post(0, "/objects/tally/h1/none", "[]"), 404, "");
    problem(post(0, "/objects/tally/h1/blow", "[4194305]"), 400, "");
    assertThat(JSON.readTree(get(0, "/objects/tally/h1").body()).get("value").asInt()).as("nothing of it was executed").isEqualTo(7);
  }

  @Test
  void aStaleTagIsRefusedAndADeletedObjectsTagIsStale() throws Exception {
    String first = header(put(0, "/objects/page/c1", "{\"title\":\"1\"}"), "ETag");
    String second = header(send(1, "PUT", "/objects/page/c1", "{\"title\":\"2\"}", "If-Match", first), "ETag");

    problem(send(0, "PUT", "/objects/page/c1", "{\"title\":\"3\"}", "If-Match", first), 412, "");
    problem(send(1, "DELETE", "/objects/page/c1", null, "If-Match", first), 412, "");
    assertThat(send(0, "DELETE", "/objects/page/c1", null, "If-Match", second).statusCode()).isEqualTo(204);
    problem(send(1, "PUT", "/objects/page/c1", "{\"title\":\"4\"}", "If-Match", second), 412, "");
    assertThat(get(0, "/objects/page/c1").body()).isEqualTo("{\"title\":null}");
    assertThat(put(0, "/objects/page/c1", "{\"title\":\"5\"}").statusCode()).isEqualTo(200);
    problem(send(1, "PUT", "/objects/page/c1", "{\"title\":\"6\"}", "If-Match", second), 412, "");
    assertThat(get(1, "/objects/page/c1").body()).isEqualTo("{\"title\":\"5\"}");
  }

  @Test
  void aRequestRepeatedAtAnotherNodeIsAppliedOnce() throws Exception {
    HttpResponse<String> first = send(0, "POST", "/objects/tally/i1/add", "[5]", "Idempotency-Key", "order-1");
    HttpResponse<String> again = send(1, "POST", "/objects/tally/i1/add", "[5]", "Idempotency-Key", "order-1");

    assertThat(first.body()).isEqualTo("5");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("5");
    problem(send(1, "POST", "/objects/tally/i1/add", "[6]", "Idempotency-Key", "order-1"), 422, "request-reused");
    problem(send(0, "POST", "/objects/tally/i1/add", "[5]", "Idempotency-Key", "order-1", "X-User", "bob"), 422, "request-reused");
    assertThat(post(0, "/objects/tally/i1/add", "[1]").body()).isEqualTo("6");
  }

  @Test
  void aRepeatedPutIsAnsweredWithItsFirstVersion() throws Exception {
    HttpResponse<String> first = send(0, "PUT", "/objects/page/i2", "{\"title\":\"a\"}", "Idempotency-Key", "k");
    put(1, "/objects/page/i2", "{\"title\":\"b\"}");
    HttpResponse<String> again = send(1, "PUT", "/objects/page/i2", "{\"title\":\"a\"}", "Idempotency-Key", "k");

    assertThat(first.body()).isEqualTo("{\"version\":1}");
    assertThat(again.body()).isEqualTo("{\"version\":1}");
    assertThat(get(0, "/objects/page/i2").body()).isEqualTo("{\"title\":\"b\"}");
  }

  @Test
  void everyLegalIdIsAnObjectOfItsOwnAtEveryNode() throws Exception {
    List<String> ids =
        List.of(".", "..", "/", "a/b", "a%2Fb", "../x", "ü", "u\u0308", "A", "a", "=41", "a b", "a+b", "?", "#", "😀", "x".repeat(256));
    for (String id : ids) {
      assertThat(put(0, "/objects/page/odd%3A" + encode(tail(id)), JSON.writeValueAsString(new Page(id))).statusCode()).as(id).isEqualTo(200);
    }
    for (String id : List.of(".", "..", "/")) {
      assertThat(put(0, "/objects/page/" + encode(id), JSON.writeValueAsString(new Page(id))).statusCode()).as(id).isEqualTo(200);
      assertThat(JSON.readTree(get(1, "/objects/page/" + encode(id)).body()).get("title").asString()).isEqualTo(id);
    }

    for (String id : ids) {
      assertThat(JSON.readTree(get(1, "/objects/page/odd%3A" + encode(tail(id))).body()).get("title").asString()).isEqualTo(id);
    }
    var listed = new TreeSet<String>();
    String after = "";
    do {
      JsonNode page = JSON.readTree(get(1, "/objects/page?prefix=odd%3A&limit=5&after=" + encode(after)).body());
      page.get("ids").forEach(id -> listed.add(id.asString()));
      after = page.has("next") ? page.get("next").asString() : "";
    } while (!after.isEmpty());
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids.stream().map(id -> "odd:" + tail(id)).toList());
  }

  @Test
  void theGatewayKnowsWhereAnObjectIsAndHowTheClusterIs() throws Exception {
    HttpResponse<String> put = put(0, "/objects/page/w1", "{\"title\":\"x\"}");

    JsonNode location = JSON.readTree(get(1, "/objects/page/w1/location").body());
    JsonNode cluster = JSON.readTree(get(0, "/cluster").body());
    assertThat(location.get("active").asBoolean()).isTrue();
    assertThat(location.get("node").asString()).isEqualTo(header(put, "X-Highlander-Node"));
    assertThat(location.get("epoch").asString()).isEqualTo(header(put, "X-Highlander-Epoch"));
    assertThat(cluster.get("node").asString()).isEqualTo("node-1");
    assertThat(cluster.get("members").findValuesAsString("name")).contains("node-1", "node-2");
    for (String probe : List.of("/startup", "/ready", "/alive")) {
      assertThat(get(1, probe).statusCode()).as(probe).isEqualTo(200);
    }
    assertThat(get(0, "/metrics").body()).contains("highlander_activations{type=\"page\"}").contains("highlander_running 1.0");
  }

  /** The prefix of the test's ids takes 4 of an id's 256 bytes. */
  private static String tail(String id) {
    return id.substring(0, Math.min(id.length(), 252));
  }

  private static void problem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode document = JSON.readTree(answer.body());
    assertThat(document.get("executed").asString()).isEqualTo("no");
    assertThat(document.has("code") ? document.get("code").asString() : "").isEqualTo(code);
  }

  private static HttpResponse<String> get(int node, String target) throws IOException, InterruptedException {
    return send(node, "GET", target, null);
  }

  private static HttpResponse<String> put(int node, String target, String body) throws IOException, InterruptedException {
    return send(node, "PUT", target, body);
  }

  private static HttpResponse<String> post(int node, String target, String body) throws IOException, InterruptedException {
    return send(node, "POST", target, body);
  }

  private static HttpResponse<String> send(int node, String method, String target, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(GATEWAYS.get(node).address() + target))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .setHeader("X-User", "alice");
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String encode(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }
}

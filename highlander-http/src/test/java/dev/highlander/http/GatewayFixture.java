package dev.highlander.http;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** A gateway before a fake node, and requests of the user alice. */
abstract class GatewayFixture {

  static final String ALICE = "X-User: alice";
  static final String JSON = "Content-Type: application/json";

  final FakeNode node = new FakeNode();
  private HttpGateway gateway;

  @BeforeEach
  void open() {
    gateway = open(settings -> settings);
  }

  final HttpGateway open(UnaryOperator<HttpGatewayBuilder> more) {
    return more.apply(HttpGateway.on(node).listen("127.0.0.1:0").authenticator(Authenticator.demoUsers())).start();
  }

  /** Closes the present gateway and opens one with other settings. */
  final void reopen(UnaryOperator<HttpGatewayBuilder> more) {
    gateway.close();
    gateway = open(more);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  final HttpGateway gateway() {
    return gateway;
  }

  final RawHttp connect() throws IOException {
    return new RawHttp(gateway.address());
  }

  final RawHttp.Answer send(String method, String target, String body, String... headers) throws IOException {
    try (RawHttp connection = connect()) {
      return connection.request(method, target, body, headers);
    }
  }

  final RawHttp.Answer get(String target) throws IOException {
    return send("GET", target, "", ALICE);
  }

  final RawHttp.Answer put(String target, String body, String... more) throws IOException {
    return send("PUT", target, body, with(more));
  }

  final RawHttp.Answer post(String target, String body, String... more) throws IOException {
    return send("POST", target, body, with(more));
  }

  final JsonNode json(RawHttp.Answer answer) {
    return node.codec().mapper().readTree(answer.body());
  }

  private static String[] with(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = ALICE;
    all[1] = JSON;
    System.arraycopy(more, 0, all, 2, more.length);
    return all;
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.model.Arguments;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest extends GatewayFixture {

  private static final int LIMIT = 1_000;

  @Test
  void aStateMayHaveFourMebibytesAndNotOneByteMore() throws Exception {
    String state = "{\"text\":\"" + "x".repeat((4 << 20) - 11) + "\"}";

    RawHttp.Answer full = put("/objects/note/n1", state);
    RawHttp.Answer over = put("/objects/note/n1", state + " ");

    assertThat(full.status()).isEqualTo(200);
    assertThat(over.status()).isEqualTo(413);
    assertThat(json(over).get("executed").asString()).isEqualTo("no");
    assertThat(node.onlyCall().arguments()).isInstanceOfSatisfying(Arguments.Json.class, json -> assertThat(json.array()).hasSize((4 << 20) + 2));
  }

  @Test
  void aContentAnnouncedAsTooLongIsRefusedBeforeItIsSent() throws Exception {
    try (RawHttp connection = connect()) {
      connection.send("PUT /objects/note/n1 HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\nContent-Type: application/json\r\n"
          + "Content-Length: 99999999999\r\n\r\n");

      assertThat(connection.answer(false).status()).isEqualTo(413);
      assertThat(connection.ended()).isTrue();
    }
  }

  @Test
  void aContentOfUnannouncedLengthIsCutAtTheLimit() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withBodyBytes(LIMIT)));

    assertThat(chunked(LIMIT).status()).isEqualTo(200);
    assertThat(chunked(LIMIT + 1).status()).isEqualTo(413);
  }

  private RawHttp.Answer chunked(int length) throws Exception {
    String state = "\"" + "x".repeat(length - 2) + "\"";
    try (RawHttp connection = connect()) {
      connection.send("PUT /objects/note/n1 HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n" + state + "\r\n0\r\n\r\n");
      return connection.answer(false);
    }
  }

  @Test
  void theContentsOfAllRequestsTogetherHaveABoundThatIsGivenBack() throws Exception {
    var arrived = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    node.router = call -> {
      arrived.countDown();
      return CompletableFuture.supplyAsync(() -> await(goOn), Thread::startVirtualThread);
    };
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withBodyBytes(100_000).withBodiesBytes(100_000)));
    String state = "\"" + "x".repeat(99_000) + "\"";

    try (RawHttp first = connect()) {
      first.send("PUT /objects/note/n1 HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\nContent-Type: application/json\r\nContent-Length: "
          + state.length() + "\r\n\r\n" + state);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      RawHttp.Answer second = put("/objects/note/n2", state);
      goOn.countDown();

      assertThat(second.status()).isEqualTo(429);
      assertThat(first.answer(false).status()).isEqualTo(200);
      assertThat(put("/objects/note/n3", state).status()).isEqualTo(200);
    }
  }

  private static dev.highlander.internal.model.Answer await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return FakeNode.done("null");
  }

  @Test
  void aStateMayBeAHundredLevelsDeepAndNotOneMore() throws Exception {
    assertThat(put("/objects/note/n1", "[".repeat(100) + "]".repeat(100)).status()).isEqualTo(200);
    assertThat(put("/objects/note/n1", "[".repeat(101) + "]".repeat(101)).status()).isEqualTo(400);
    assertThat(post("/objects/note/n1/write", "[".repeat(101) + "]".repeat(101)).status()).isEqualTo(200);
    assertThat(post("/objects/note/n1/write", "[".repeat(102) + "]".repeat(102)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"text\":}", "{}{}", "{},{}", "1],[2", "{\"a\":1}]", "nope", "\"\u0001\"", "01"})
  void aStateThatIsNotOneJsonValueIsABadRequest(String content) throws Exception {
    assertThat(put("/objects/note/n1", content).status()).isEqualTo(400);
    assertThat(node.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "\"x\"", "null", "[1", "[1],[2]", "[1]]"})
  void argumentsThatAreNotOneArrayAreABadRequest(String content) throws Exception {
    assertThat(post("/objects/note/n1/write", content).status()).isEqualTo(400);
    assertThat(node.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "application/merge-patch+json"
  })
  void jsonInUtf8IsTaken(String type) throws Exception {
    assertThat(send("PUT", "/objects/note/n1", "{}", ALICE, "Content-Type: " + type).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
    "application/json; charset=utf-16", "json", "text/json"
  })
  void everythingElseIsNot(String type) throws Exception {
    assertThat(send("PUT", "/objects/note/n1", "{}", ALICE, "Content-Type: " + type).status()).isEqualTo(415);
    assertThat(send("POST", "/objects/note/n1/write", "[]", ALICE, "Content-Type: " + type).status()).isEqualTo(415);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aContentWithoutATypeIsNotTakenButNoContentIsNoArguments() throws Exception {
    assertThat(send("PUT", "/objects/note/n1", "{}", ALICE).status()).isEqualTo(415);
    assertThat(send("POST", "/objects/note/n1/write", "[\"x\"]", ALICE).status()).isEqualTo(415);
    assertThat(send("POST", "/objects/note/n1/write", "", ALICE).status()).isEqualTo(200);
    assertThat(node.onlyCall().arguments()).isInstanceOfSatisfying(Arguments.Json.class, json -> assertThat(json.array()).isEqualTo("[]".getBytes()));
  }
}

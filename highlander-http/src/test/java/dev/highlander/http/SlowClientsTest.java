package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SlowClientsTest extends GatewayFixture {

  @Test
  void aHeaderSectionThatTricklesInIsCutOff() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withHeaders(Duration.ofMillis(500))));

    try (RawHttp connection = connect()) {
      connection.send("GET /alive HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

      await("the server closes").pollInterval(50, TimeUnit.MILLISECONDS).atMost(Duration.ofSeconds(10)).until(() -> refusesAnotherByte(connection));
    }
  }

  @Test
  void aLaterRequestThatTricklesInIsCutOffToo() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withHeaders(Duration.ofMillis(500))));

    try (RawHttp connection = connect()) {
      assertThat(connection.request("GET", "/alive", "").status()).isEqualTo(200);
      await("the server closes").pollInterval(50, TimeUnit.MILLISECONDS).atMost(Duration.ofSeconds(10)).until(() -> refusesAnotherByte(connection));
    }
  }

  private static boolean refusesAnotherByte(RawHttp connection) {
    try {
      connection.send("x");
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aSlowAnswerAndAQuietConnectionAreNotCutOff() throws Exception {
    node.router = call -> new CompletableFuture<>();
    reopen(
        settings ->
            settings.limits(GatewayLimits.DEFAULTS.withHeaders(Duration.ofMillis(200)).withCall(Duration.ofMillis(1))));

    // The router never answers, so that the gateway gives up after its grace of 5 s: 25 times as long as a header section may take.
    try (RawHttp connection = connect()) {
      assertThat(connection.request("GET", "/objects/note/n1", "", ALICE).status()).isEqualTo(503);
      assertThat(connection.request("GET", "/alive", "").status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosedAfterItsIdleTime() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withIdle(Duration.ofMillis(300))));

    try (RawHttp connection = connect()) {
      assertThat(connection.ended()).isTrue();
    }
  }

  @Test
  void aContentThatNeverComesIsAnsweredWith408() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withIdle(Duration.ofMillis(300))));

    try (RawHttp connection = connect()) {
      connection.send("PUT /objects/note/n1 HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\nContent-Type: application/json\r\n"
          + "Content-Length: 10\r\n\r\n{");

      RawHttp.Answer answer = connection.answer(false);
      assertThat(answer.status()).isEqualTo(408);
      assertThat(json(answer).get("executed").asString()).isEqualTo("no");
      assertThat(node.asked).isEmpty();
    }
  }

  @Test
  void aContentThatTricklesInIsAnsweredWith408() throws Exception {
    try (RawHttp connection = connect()) {
      connection.send("PUT /objects/note/n1 HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\nContent-Type: application/json\r\n"
          + "Content-Length: 100000\r\n\r\n");
      var over = new AtomicBoolean();
      CompletableFuture<RawHttp.Answer> answer =
          CompletableFuture.supplyAsync(() -> read(connection, over), task -> Thread.ofVirtual().start(task));

      await("the server answers").pollInterval(100, TimeUnit.MILLISECONDS).atMost(Duration.ofSeconds(15))
          .until(() -> over.get() || refusesAnotherByte(connection));

      assertThat(answer.get(5, TimeUnit.SECONDS).status()).isEqualTo(408);
      assertThat(node.asked).isEmpty();
    }
  }

  private static RawHttp.Answer read(RawHttp connection, AtomicBoolean over) {
    try {
      return connection.answer(false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      over.set(true);
    }
  }

  @Test
  void connectionsBeyondTheLimitWaitUntilOneEnds() throws Exception {
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withConnections(2)));
    List<RawHttp> open = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RawHttp connection = connect();
      assertThat(connection.request("GET", "/alive", "").status()).isEqualTo(200);
      open.add(connection);
    }

    try (RawHttp third = connect()) {
      third.send("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n");
      CompletableFuture<RawHttp.Answer> answer =
          CompletableFuture.supplyAsync(() -> read(third, new AtomicBoolean()), task -> Thread.ofVirtual().start(task));
      await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(2)).until(() -> !answer.isDone());
      open.getFirst().close();

      assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
    open.getLast().close();
  }

  @Test
  void aHeaderSectionThatIsTooLongIsAProblemDocument() throws Exception {
    RawHttp.Answer answer = send("GET", "/alive", "", "X-Long: " + "x".repeat(20_000));

    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(answer).get("executed").asString()).isEqualTo("no");
  }

  @Test
  void whatIsNotHttpIsAProblemDocumentAndTheEnd() throws Exception {
    try (RawHttp connection = connect()) {
      connection.send("tea, please\r\n\r\n");

      RawHttp.Answer answer = connection.answer(false);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(connection.ended()).isTrue();
    }
  }
}

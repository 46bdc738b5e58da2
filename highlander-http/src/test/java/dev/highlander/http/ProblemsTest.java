package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ProblemsTest extends GatewayFixture {

  @ParameterizedTest
  @CsvSource({
    "BAD_REQUEST,400,no", "ACCESS_DENIED,403,no", "REJECTED,409,no", "VERSION_CONFLICT,412,no", "OVERLOADED,429,no",
    "HANDLER_FAILED,500,no", "CORRUPT_OBJECT,500,no", "UNAVAILABLE,503,no", "OUTCOME_UNKNOWN,504,unknown", "CALL_CYCLE,508,no"
  })
  void everyKindHasItsStatusAndSaysWhetherItWasExecuted(ErrorKind kind, int status, String executed) throws Exception {
    node.answers(new Answer.Failed(Problem.of(kind, "a sentence")));

    RawHttp.Answer answer = put("/objects/note/n1", "{}");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode document = json(answer);
    assertThat(document.get("type").asString()).startsWith("urn:highlander:problem:");
    assertThat(document.get("title").asString()).isNotEmpty();
    assertThat(document.get("status").asInt()).isEqualTo(status);
    assertThat(document.get("detail").asString()).isEqualTo("a sentence");
    assertThat(document.get("executed").asString()).isEqualTo(executed);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "OVERLOADED"})
  void whatPassesSaysWhenToComeBack(ErrorKind kind) throws Exception {
    node.answers(new Answer.Failed(Problem.of(kind, "later")));

    assertThat(get("/objects/note/n1").header("Retry-After")).isEqualTo("1");
  }

  @Test
  void aRejectionCarriesItsCode() throws Exception {
    node.answers(new Answer.Failed(new Problem(ErrorKind.REJECTED, "not-created", "create it first", null)));

    RawHttp.Answer answer = post("/objects/note/n1/write", "[\"x\"]");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(json(answer).get("code").asString()).isEqualTo("not-created");
  }

  @Test
  void anUnknownOutcomeNamesTheKeyToRepeatItWith() throws Exception {
    node.answers(new Answer.Failed(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", "deadline", RequestId.named("k-1"))));

    RawHttp.Answer answer = put("/objects/note/n1", "{}", "Idempotency-Key: k-1");

    assertThat(json(answer).get("idempotencyKey").asString()).isEqualTo("k-1");
  }

  @Test
  void aRouterThatNeverAnswersEndsAtTheDeadlineAndSome() throws Exception {
    node.router = call -> new CompletableFuture<>();
    reopen(settings -> settings.limits(GatewayLimits.DEFAULTS.withCall(Duration.ofMillis(1))));

    RawHttp.Answer write = put("/objects/note/n1", "{}");
    RawHttp.Answer read = get("/objects/note/n1");

    assertThat(write.status()).isEqualTo(504);
    assertThat(json(write).get("executed").asString()).isEqualTo("unknown");
    assertThat(read.status()).isEqualTo(503);
  }

  @Test
  void aFaultOfTheGatewayItselfSaysThatNothingIsKnownAndTellsNoSecrets() throws Exception {
    node.router = call -> CompletableFuture.failedFuture(new IllegalStateException("secret"));

    RawHttp.Answer answer = put("/objects/note/n1", "{}");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(json(answer).get("executed").asString()).isEqualTo("unknown");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void unknownTypesAndHandlersAreNotFound() throws Exception {
    assertThat(get("/objects/nothing/n1").status()).isEqualTo(404);
    assertThat(get("/objects/NOTE/n1").status()).isEqualTo(404);
    assertThat(get("/objects/nothing").status()).isEqualTo(404);
    assertThat(get("/objects/nothing/n1/location").status()).isEqualTo(404);
    assertThat(put("/objects/nothing/n1", "{}").status()).isEqualTo(404);
    RawHttp.Answer handler = post("/objects/note/n1/erase", "[]");
    assertThat(handler.status()).isEqualTo(404);
    assertThat(json(handler).get("detail").asString()).contains("erase").contains("length, location, write");
    assertThat(get("/elsewhere").status()).isEqualTo(404);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() throws Exception {
    RawHttp.Answer object = send("PATCH", "/objects/note/n1", "", ALICE);
    RawHttp.Answer handler = get("/objects/note/n1/write");
    RawHttp.Answer probe = post("/alive", "[]");
    RawHttp.Answer options = send("OPTIONS", "/objects/note/n1", "", "Origin: https://elsewhere.example");

    assertThat(object.status()).isEqualTo(405);
    assertThat(object.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "PUT", "DELETE");
    assertThat(handler.status()).isEqualTo(405);
    assertThat(handler.header("Allow")).isEqualTo("POST");
    assertThat(probe.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).contains("PUT");
    assertThat(options.headers()).as("no page of another origin may call").doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void everyAnswerForbidsSniffingFramingAndStoring() throws Exception {
    for (RawHttp.Answer answer : new RawHttp.Answer[] {get("/objects/note/n1"), get("/elsewhere"), get("/alive")}) {
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(answer.headers()).doesNotContainKey("server");
    }
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalWritesTest extends GatewayFixture {

  private static final Operation.Expectation SEVEN = new Operation.Expectation(7, "B1rth-_x");

  @Test
  void theTagOfAReadIsTheConditionOfAWrite() throws Exception {
    String tag = get("/objects/note/n1").header("ETag");
    node.asked.clear();

    RawHttp.Answer answer = put("/objects/note/n1", "{}", "If-Match: " + tag);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Write(SEVEN));
  }

  @Test
  void aDeletionIsConditionalToo() throws Exception {
    send("DELETE", "/objects/note/n1", "", ALICE, "If-Match: \"B1rth-_x.7\"");

    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Delete(SEVEN));
  }

  @Test
  void anotherVersionIsAnsweredWith412() throws Exception {
    Receipt decidedOn = new Receipt(true, 8, "B1rth-_x", new Epoch(1, 77), "node-2");
    node.answers(new Answer.Failed(Problem.of(ErrorKind.VERSION_CONFLICT, "it has version 8"), decidedOn));

    RawHttp.Answer answer = put("/objects/note/n1", "{}", "If-Match: \"B1rth-_x.7\"");

    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.header("X-Highlander-Node")).isEqualTo("node-2");
    assertThat(answer.header("X-Highlander-Version")).isEqualTo("8");
    assertThat(answer.header("X-Highlander-Epoch")).isEqualTo("1.77");
    assertThat(json(answer).get("detail").asString()).isEqualTo("it has version 8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"B1rth-_x\"", "W/\"B1rth-_x.7\"", "7", "\"B1rth-_x.07\"", "\"B1rth-_x.-1\"", "\"\"", "\"", "\"x.99999999999999999999\""})
  void aTagThatWasNeverGivenOutMatchesNothing(String tag) throws Exception {
    RawHttp.Answer put = put("/objects/note/n1", "{}", "If-Match: " + tag);
    RawHttp.Answer delete = send("DELETE", "/objects/note/n1", "", ALICE, "If-Match: " + tag);

    assertThat(put.status()).isEqualTo(412);
    assertThat(delete.status()).isEqualTo(412);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aConditionThatIsNotUnderstoodIsRefusedInsteadOfIgnored() throws Exception {
    assertThat(put("/objects/note/n1", "{}", "If-Match: *").status()).isEqualTo(400);
    assertThat(put("/objects/note/n1", "{}", "If-Match: \"a.1\", \"a.2\"").status()).isEqualTo(400);
    assertThat(put("/objects/note/n1", "{}", "If-None-Match: *").status()).isEqualTo(400);
    assertThat(post("/objects/note/n1/write", "[\"x\"]", "If-Match: \"a.1\"").status()).isEqualTo(400);
    assertThat(send("GET", "/objects/note/n1", "", ALICE, "If-Match: \"a.1\"").status()).isEqualTo(400);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void anIdempotencyKeyIsTheRequestIdOfEveryKindOfWrite() throws Exception {
    put("/objects/note/n1", "{}", "Idempotency-Key: k-1");
    post("/objects/note/n1/write", "[\"x\"]", "Idempotency-Key: \"k-1\"");
    send("DELETE", "/objects/note/n1", "", ALICE, "Idempotency-Key: k-1");

    assertThat(node.asked).hasSize(3).allSatisfy(call -> {
      assertThat(call.request()).isEqualTo(RequestId.named("k-1"));
      assertThat(call.repeated()).as("whether the client sent it before is not known").isTrue();
    });
  }

  @Test
  void aKeyUsedAgainWithOtherArgumentsIsAnsweredWith422() throws Exception {
    node.answers(new Answer.Failed(new Problem(ErrorKind.BAD_REQUEST, Problem.REQUEST_REUSED, "used before", null)));

    RawHttp.Answer answer = put("/objects/note/n1", "{}", "Idempotency-Key: k-1");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(json(answer).get("code").asString()).isEqualTo("request-reused");
    assertThat(json(answer).get("executed").asString()).isEqualTo("no");
  }

  @Test
  void aKeyIsOneToTwoHundredBytes() throws Exception {
    assertThat(put("/objects/note/n1", "{}", "Idempotency-Key: " + "k".repeat(200)).status()).isEqualTo(200);
    assertThat(put("/objects/note/n1", "{}", "Idempotency-Key: " + "k".repeat(201)).status()).isEqualTo(400);
    assertThat(put("/objects/note/n1", "{}", "Idempotency-Key:").status()).isEqualTo(400);
    assertThat(put("/objects/note/n1", "{}", "Idempotency-Key: \"\"").status()).isEqualTo(400);
    assertThat(put("/objects/note/n1", "{}", "Idempotency-Key: a", "Idempotency-Key: b").status()).isEqualTo(400);
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ObjectRoutesTest extends GatewayFixture {

  @Test
  void getAnswersTheBareStateAndWhereItStands() throws Exception {
    RawHttp.Answer answer = get("/objects/note/n1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"text\":\"hi\"}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("ETag")).isEqualTo("\"B1rth-_x.7\"");
    assertThat(answer.header("X-Highlander-Version")).isEqualTo("7");
    assertThat(answer.header("X-Highlander-Node")).isEqualTo("node-1");
    assertThat(answer.header("X-Highlander-Epoch")).isEqualTo("1.42");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    Invocation call = node.onlyCall();
    assertThat(call.object()).isEqualTo(new ObjectId("note", "n1"));
    assertThat(call.operation()).isEqualTo(new Operation.Read());
    assertThat(call.caller()).isEqualTo(Caller.user("alice"));
    assertThat(call.request()).isNull();
  }

  @Test
  void getOfANeverStoredObjectAnswersItsInitialStateAtVersionZero() throws Exception {
    node.answers(FakeNode.done("{\"text\":\"blank\"}", FakeNode.NEVER_STORED));

    RawHttp.Answer answer = get("/objects/note/n1");

    assertThat(answer.body()).isEqualTo("{\"text\":\"blank\"}");
    assertThat(answer.header("X-Highlander-Version")).isEqualTo("0");
    assertThat(EntityTag.read(answer.header("ETag"))).isEqualTo(new Operation.Expectation(0, ""));
  }

  @Test
  void aReadOfAnObjectActiveHereIsAnsweredWithoutTheRouter() throws Exception {
    node.here = new Answer.Done(new Payload.Live(new FakeNode.Note("live")), FakeNode.STORED);

    RawHttp.Answer answer = get("/objects/note/n1");

    assertThat(answer.body()).isEqualTo("{\"text\":\"live\"}");
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aReaderThatHasThisStateIsToldSo() throws Exception {
    RawHttp.Answer same = send("GET", "/objects/note/n1", "", ALICE, "If-None-Match: \"other\", W/\"B1rth-_x.7\"");
    RawHttp.Answer other = send("GET", "/objects/note/n1", "", ALICE, "If-None-Match: \"B1rth-_x.6\"");

    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.header("ETag")).isEqualTo("\"B1rth-_x.7\"");
    assertThat(other.status()).isEqualTo(200);
  }

  @Test
  void headAnswersTheHeadersOfGetOnTheSameConnection() throws Exception {
    try (RawHttp connection = connect()) {
      RawHttp.Answer head = connection.request("HEAD", "/objects/note/n1", "", ALICE);
      RawHttp.Answer get = connection.request("GET", "/objects/note/n1", "", ALICE);

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("13");
      assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
      assertThat(get.body()).hasSize(13);
    }
  }

  @Test
  void putReplacesTheStateAndAnswersTheNewVersion() throws Exception {
    RawHttp.Answer answer = put("/objects/note/n1", "{\"text\":\"new\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"version\":7}");
    assertThat(answer.header("ETag")).isEqualTo("\"B1rth-_x.7\"");
    Invocation call = node.onlyCall();
    assertThat(call.operation()).isEqualTo(new Operation.Write(null));
    assertThat(text(call.arguments())).isEqualTo("[{\"text\":\"new\"}]");
    assertThat(call.repeated()).isFalse();
  }

  @Test
  void deleteAnswersWithoutContent() throws Exception {
    RawHttp.Answer answer = send("DELETE", "/objects/note/n1", "", ALICE);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Delete(null));
  }

  @Test
  void postRunsAnUpdateHandlerAndAnswersItsReply() throws Exception {
    RawHttp.Answer answer = post("/objects/note/n1/write", "[\"new\"]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"text\":\"hi\"}");
    assertThat(answer.header("X-Highlander-Version")).isEqualTo("7");
    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Update("write"));
    assertThat(text(node.onlyCall().arguments())).isEqualTo("[\"new\"]");
  }

  @Test
  void postRunsAQueryHandlerWithoutARequestId() throws Exception {
    node.here = new Answer.Done(new Payload.Live(5), FakeNode.STORED);

    RawHttp.Answer here = send("POST", "/objects/note/n1/length", "", ALICE);
    node.here = null;
    post("/objects/note/n1/length", "[]", "Idempotency-Key: k");

    assertThat(here.body()).isEqualTo("5");
    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Query("length"));
    assertThat(node.onlyCall().request()).isNull();
  }

  @Test
  void aHandlerWithTheNameOfAReadIsStillAHandlerForPost() throws Exception {
    RawHttp.Answer answer = post("/objects/note/n1/location", "[\"here\"]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(node.onlyCall().operation()).isEqualTo(new Operation.Update("location"));
  }

  @Test
  void idsAreListedInPages() throws Exception {
    RawHttp.Answer all = get("/objects/note");
    RawHttp.Answer page = get("/objects/note?prefix=a%2Fb+c%2B&limit=2&after=%C3%BC");

    assertThat(all.body()).isEqualTo("{\"type\":\"note\",\"ids\":[\"a\",\"b/c\",\"..\"]}");
    assertThat(page.body()).isEqualTo("{\"type\":\"note\",\"ids\":[\"a\",\"b/c\"],\"next\":\"b/c\"}");
    assertThat(node.listed).containsExactly("note||null|100", "note|a/b c+|ü|2");
  }

  @Test
  void theLimitOfAPageIsOneToAThousand() throws Exception {
    assertThat(get("/objects/note?limit=1").status()).isEqualTo(200);
    assertThat(get("/objects/note?limit=1000").status()).isEqualTo(200);
    for (String wrong : List.of("0", "1001", "-1", "x", "", "99999999999")) {
      assertThat(get("/objects/note?limit=" + wrong).status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void listingCanBeRefused() throws Exception {
    reopen(settings -> settings.mayList((caller, type) -> !caller.name().equals("alice")));

    RawHttp.Answer answer = get("/objects/note");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(send("GET", "/objects/note", "", "X-User: bob").status()).isEqualTo(200);
  }

  @Test
  void aLocationSaysWhereAnObjectIsActiveIfItIs() throws Exception {
    RawHttp.Answer nowhere = get("/objects/note/n1/location");
    node.location = Optional.of(new Location("node-2", "h:1", new Epoch(2, 9), Instant.parse("2026-01-02T03:04:05Z")));
    RawHttp.Answer somewhere = get("/objects/note/n1/location");

    assertThat(nowhere.body()).isEqualTo("{\"active\":false}");
    assertThat(somewhere.body())
        .isEqualTo("{\"active\":true,\"node\":\"node-2\",\"address\":\"h:1\",\"epoch\":\"2.9\",\"since\":\"2026-01-02T03:04:05Z\"}");
  }

  @Test
  void aRequestMayNameItsOwnDeadline() throws Exception {
    send("GET", "/objects/note/n1", "", ALICE, "X-Request-Deadline-Ms: 600000");

    long left = node.onlyCall().deadlineNanos() - System.nanoTime();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(left)).isBetween(500L, 600L);
    for (String wrong : List.of("0", "3600001", "-5", "1.5", "soon")) {
      assertThat(send("GET", "/objects/note/n1", "", ALICE, "X-Request-Deadline-Ms: " + wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(send("GET", "/objects/note/n1", "", ALICE, "X-Request-Deadline-Ms: 3600000").status()).isEqualTo(200);
  }

  private static String text(Arguments arguments) {
    return new String(((Arguments.Json) arguments).array(), StandardCharsets.UTF_8);
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.highlander.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest extends GatewayFixture {

  private static final String TOKEN = "0123456789abcdef";

  @ParameterizedTest
  @ValueSource(strings = {"/objects/note", "/objects/note/n1", "/objects/note/n1/location", "/objects/nothing/n1"})
  void objectsAnswerNobodyWhoIsNotKnown(String path) throws Exception {
    RawHttp.Answer answer = send("GET", path, "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("X-User");
    assertThat(json(answer).get("executed").asString()).isEqualTo("no");
    assertThat(node.asked).isEmpty();
    assertThat(node.listed).isEmpty();
  }

  @Test
  void writesNeedACallerToo() throws Exception {
    assertThat(send("PUT", "/objects/note/n1", "{}", JSON).status()).isEqualTo(401);
    assertThat(send("POST", "/objects/note/n1/write", "[]", JSON).status()).isEqualTo(401);
    assertThat(send("DELETE", "/objects/note/n1", "").status()).isEqualTo(401);
    assertThat(send("PUT", "/objects/note/n1", "{}", JSON, "X-User: a", "X-User: b").status()).isEqualTo(401);
    assertThat(send("PUT", "/objects/note/n1", "{}", JSON, "X-User:  ").status()).isEqualTo(401);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aDemoUserIsWhoTheHeaderSays() throws Exception {
    get("/objects/note/n1");
    RawHttp.Answer tooLong = send("GET", "/objects/note/n1", "", "X-User: " + "x".repeat(257));

    assertThat(node.onlyCall().caller()).isEqualTo(Caller.user("alice"));
    assertThat(tooLong.status()).isEqualTo(400);
  }

  @Test
  void aDemoUserCanNotPassForTheService() throws Exception {
    send("GET", "/objects/note/n1", "", "X-User: service:node-1");

    assertThat(node.onlyCall().caller()).isEqualTo(new Caller(Caller.Kind.USER, "service:node-1"));
  }

  @Test
  void aBearerTokenNamesItsUser() throws Exception {
    reopen(settings -> settings.authenticator(Authenticator.bearerTokens(Map.of(TOKEN, "carol"))));

    RawHttp.Answer known = send("GET", "/objects/note/n1", "", "Authorization: Bearer " + TOKEN);
    RawHttp.Answer lowerCase = send("GET", "/objects/note/n1", "", "Authorization: bearer " + TOKEN);

    assertThat(known.status()).isEqualTo(200);
    assertThat(lowerCase.status()).isEqualTo(200);
    assertThat(node.asked).allSatisfy(call -> assertThat(call.caller()).isEqualTo(Caller.user("carol")));
  }

  @Test
  void everyOtherTokenIsRefused() throws Exception {
    reopen(settings -> settings.authenticator(Authenticator.bearerTokens(Map.of(TOKEN, "carol"))));

    for (String header : List.of("Authorization: Bearer " + TOKEN + "x", "Authorization: Bearer", "Authorization: Basic " + TOKEN, ALICE)) {
      RawHttp.Answer answer = send("GET", "/objects/note/n1", "", header);
      assertThat(answer.status()).as(header).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
    assertThat(node.asked).isEmpty();
  }

  @Test
  void aTokenHasAtLeastSixteenCharacters() {
    Authenticator.bearerTokens(Map.of("x".repeat(16), "carol"));

    assertThatIllegalArgumentException().isThrownBy(() -> Authenticator.bearerTokens(Map.of("x".repeat(15), "carol")))
        .withMessageContaining("carol")
        .withMessageNotContaining("xxx");
  }

  @Test
  void aServiceGatewayCallsAsTheService() throws Exception {
    reopen(settings -> settings.authenticator(Authenticator.service("batch")));

    send("GET", "/objects/note/n1", "");

    assertThat(node.onlyCall().caller()).isEqualTo(Caller.service("batch"));
  }

  @Test
  void probesAndOnLoopbackTheOperatorsPagesNeedNoCaller() throws Exception {
    for (String path : List.of("/startup", "/ready", "/alive", "/cluster", "/metrics")) {
      assertThat(send("GET", path, "").status()).as(path).isEqualTo(200);
    }
  }
}

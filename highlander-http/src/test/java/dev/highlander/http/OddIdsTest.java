package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every legal id reaches its object unchanged, however a server or router might like to tidy the path. */
class OddIdsTest extends GatewayFixture {

  static Stream<String> legalIds() {
    return Stream.of(
        ".", "..", "...", "/", "//", "a/b", "/a", "a/", "../../etc/passwd", "a/../b", "a/./b", "%", "%2F", "%252F", "%00", "a;b=c", ";",
        "a b", " ", "a+b", "a&b=c", "a?b", "a#b", "\\", "..\\..", "a:b", "@", "*", "~", "=", "\"", "<script>", "'", "{id}", "location", "note",
        "\u00e9", "e\u0301", "\u1100\u1161", "😀", "\uFFFD", "\uFEFF", "\u202E", "A", "a", "x".repeat(256), "é".repeat(128));
  }

  @ParameterizedTest
  @MethodSource("legalIds")
  void aLegalIdArrivesUnchanged(String id) throws Exception {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");

    RawHttp.Answer get = get("/objects/note/" + encoded);
    RawHttp.Answer post = post("/objects/note/" + encoded + "/write", "[\"x\"]");
    RawHttp.Answer location = get("/objects/note/" + encoded + "/location");

    assertThat(get.status()).isEqualTo(200);
    assertThat(post.status()).isEqualTo(200);
    assertThat(location.status()).isEqualTo(200);
    assertThat(node.asked).extracting(call -> call.object().id()).containsExactly(id, id);
    assertThat(node.listed).containsExactly("note/" + id);
  }

  /** As a browser, curl or a careless program would send them; the first column is the path's part as it is sent. */
  @ParameterizedTest
  @CsvSource({
    "..,..", ".,.", "%2e%2E,..", "a+b,a+b", "a;b,a;b", "a:b@c,a:b@c", "%41,A", "a%2fb,a/b", "a%252Fb,a%2Fb", "~'(),~'()", "\\,\\", "|,|"
  })
  void aPathIsDecodedOnceAndNeverNormalised(String sent, String id) throws Exception {
    RawHttp.Answer answer = get("/objects/note/" + sent);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(node.onlyCall().object().id()).isEqualTo(id);
  }

  @Test
  void rawUtf8InAPathIsUnderstood() throws Exception {
    try (RawHttp connection = connect()) {
      connection.send("GET /objects/note/\u00c3\u00bc HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n");

      assertThat(connection.answer(false).status()).isEqualTo(200);
      assertThat(node.onlyCall().object().id()).isEqualTo("ü");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "%", "%2", "a%", "%zz", "%C3", "%C3%28", "%FF", "%ED%A0%80", "%C0%AF", "%00", "%0A", "%7F", "%C2%85", "%u0041"
  })
  void whatIsNoLegalIdIsABadRequest(String sent) throws Exception {
    assertThat(get("/objects/note/" + sent).status()).isEqualTo(400);
    assertThat(node.asked).isEmpty();
  }

  @Test
  void rawBytesThatAreNotUtf8AreABadRequest() throws Exception {
    try (RawHttp connection = connect()) {
      connection.send("GET /objects/note/\u00ff\u00fe HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n");

      assertThat(connection.answer(false).status()).isEqualTo(400);
      assertThat(node.asked).isEmpty();
    }
  }

  @Test
  void anIdIsOneTo256Bytes() throws Exception {
    assertThat(get("/objects/note/" + "x".repeat(256)).status()).isEqualTo(200);
    assertThat(get("/objects/note/" + "x".repeat(257)).status()).isEqualTo(400);
    assertThat(get("/objects/note/" + "%C3%A9".repeat(128)).status()).isEqualTo(200);
    assertThat(get("/objects/note/" + "%C3%A9".repeat(128) + "x").status()).isEqualTo(400);
    assertThat(get("/objects/note/").status()).isEqualTo(404);
    assertThat(get("/objects/note//location").status()).isEqualTo(404);
  }

  @Test
  void anAbsoluteTargetAndASlashedOneAreTakenLiterally() throws Exception {
    assertThat(get("http://localhost/objects/note/n1").status()).isEqualTo(200);
    assertThat(get("//objects/note/n1").status()).isEqualTo(404);
    assertThat(get("/objects//n1").status()).isEqualTo(404);
    assertThat(get("/x/../objects/note/n1").status()).isEqualTo(404);
    assertThat(node.asked).hasSize(1);
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.highlander.DecidedAt;
import dev.highlander.Epoch;
import dev.highlander.Rejected;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRoutesTest extends GatewayFixture {

  @BeforeEach
  void addPageAndRoutes() {
    reopen(
        settings ->
            settings
                .resources("/", "page")
                .route("GET", "/people/{name}", call -> HttpAnswer.json("\"" + call.caller() + " asks for " + call.part("name") + "\""))
                .route("POST", "/echo", call -> HttpAnswer.of(201, "text/plain", call.body()))
                .route("GET", "/refuse", call -> {
                  throw new Rejected("no-tea", "there is no tea");
                })
                .route("GET", "/refused-by-an-object", call -> {
                  throw new Rejected("no-tea", "there is no tea").decidedAt(new DecidedAt("node-2", new Epoch(1, 9), 4));
                })
                .openRoute("GET", "/hello", call -> HttpAnswer.json("\"" + call.query("to").orElse("you") + "\"")));
  }

  @Test
  void aRouteKnowsItsCallerAndTheDecodedPartsOfItsPath() throws Exception {
    assertThat(get("/people/a%2Fb").body()).isEqualTo("\"alice asks for a/b\"");
    assertThat(send("GET", "/people/bob", "").status()).isEqualTo(401);
    assertThat(get("/people/").status()).isEqualTo(404);
  }

  @Test
  void anOpenRouteNeedsNoCaller() throws Exception {
    assertThat(send("GET", "/hello?to=w%C3%B6rld", "").body()).isEqualTo("\"wörld\"");
  }

  @Test
  void aRouteMayReadContentAndThrowTheFrameworksErrors() throws Exception {
    RawHttp.Answer echo = send("POST", "/echo", "tea", ALICE);
    RawHttp.Answer refused = get("/refuse");

    assertThat(echo.status()).isEqualTo(201);
    assertThat(echo.body()).isEqualTo("tea");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(json(refused).get("code").asString()).isEqualTo("no-tea");
  }

  @Test
  void aRefusalNamesTheOwnerThatDecidedIt() throws Exception {
    RawHttp.Answer refused = get("/refused-by-an-object");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.header("X-Highlander-Node")).isEqualTo("node-2");
    assertThat(refused.header("X-Highlander-Epoch")).isEqualTo(new Epoch(1, 9).toString());
    assertThat(refused.header("X-Highlander-Version")).isEqualTo("4");
  }

  @Test
  void aFolderServesItsPageToEverybody() throws Exception {
    RawHttp.Answer page = send("GET", "/", "");
    RawHttp.Answer style = send("GET", "/css/page.css", "");
    RawHttp.Answer unchanged = send("GET", "/", "", "If-None-Match: " + page.header("ETag"));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("<title>page</title>");
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'").contains("frame-ancestors 'none'");
    assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(style.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(send("GET", "/index.html", "").body()).isEqualTo(page.body());
    assertThat(send("POST", "/", "x").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "/css", "/css/", "/../page/index.html", "/css/../index.html", "/%2e%2e/page/index.html", "/..%2fpage%2findex.html", "//index.html",
    "/dev/highlander/http/FakeNode.class", "/../dev/highlander/http/FakeNode.class", "/index.html/", "/.hidden.html", "/index%2ehtml", "/none.html"
  })
  void nothingElseOfTheClassPathCanBeReached(String path) throws Exception {
    // What would leave the root is refused by the server itself.
    assertThat(send("GET", path, "").status()).isEqualTo(path.matches("/(\\.|%2e){2}/.*") ? 400 : 404);
  }

  @Test
  void objectsComeBeforePages() throws Exception {
    assertThat(get("/objects/note/n1").status()).isEqualTo(200);
  }

  @Test
  void aWrongPathIsRefusedWhenItIsAdded() {
    HttpGatewayBuilder settings = HttpGateway.on(node).authenticator(Authenticator.demoUsers());

    assertThatIllegalArgumentException().isThrownBy(() -> settings.resources("page/", "page"));
    assertThatIllegalArgumentException().isThrownBy(() -> settings.resources("/page", "page"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.listen("127.0.0.1:0").route("GET", "tea", call -> HttpAnswer.of(200, "text/plain", new byte[0])).start());
  }
}

package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {

  private final FakeNode node = new FakeNode();

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:0", "[::]:0"})
  void aGatewayThatBelievesEveryNameIsNotOpenedToTheNetwork(String address) {
    for (Authenticator credulous : new Authenticator[] {Authenticator.demoUsers(), Authenticator.service("s")}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> HttpGateway.on(node).listen(address).authenticator(credulous).start())
          .withMessageContaining("127.0.0.1")
          .withMessageContaining("bearerTokens");
    }
  }

  @Test
  void aLambdaIsNotTakenForAProof() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> HttpGateway.on(node).listen("0.0.0.0:0").authenticator(request -> new Authentication.Authenticated(FakeNode.alice())).start());
  }

  @Test
  void withTokensItIsOpenedAndThenTheOperatorsPagesNeedOneToo() throws Exception {
    Authenticator tokens = Authenticator.bearerTokens(Map.of("0123456789abcdef", "carol"));
    try (HttpGateway gateway = HttpGateway.on(node).listen("0.0.0.0:0").authenticator(tokens).start();
        RawHttp connection = new RawHttp(new java.net.Socket("127.0.0.1", gateway.address().getPort()))) {
      assertThat(connection.request("GET", "/metrics", "").status()).isEqualTo(401);
      assertThat(connection.request("GET", "/cluster", "").status()).isEqualTo(401);
      assertThat(connection.request("POST", "/cluster/drain", "").status()).isEqualTo(401);
      assertThat(connection.request("GET", "/ready", "").status()).isEqualTo(200);
      assertThat(connection.request("GET", "/metrics", "", "Authorization: Bearer 0123456789abcdef").status()).isEqualTo(200);
    }
  }

  @Test
  void withoutAnAuthenticatorItDoesNotStart() {
    assertThatIllegalStateException()
        .isThrownBy(() -> HttpGateway.on(node).listen("127.0.0.1:0").start())
        .withMessageContaining("no authenticator");
  }

  @Test
  void anAddressInUseIsNamed() {
    try (HttpGateway first = HttpGateway.on(node).listen("127.0.0.1:0").authenticator(Authenticator.demoUsers()).start()) {
      String taken = "127.0.0.1:" + first.address().getPort();

      assertThatThrownBy(() -> HttpGateway.on(node).listen(taken).authenticator(Authenticator.demoUsers()).start())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(taken);
    }
  }

  @Test
  void aClosedGatewayIsGoneAndTheNodeIsNot() throws Exception {
    HttpGateway gateway = HttpGateway.on(node).listen("localhost:0").authenticator(Authenticator.demoUsers()).start();
    RawHttp connection = new RawHttp(gateway.address());
    assertThat(connection.request("GET", "/ready", "").status()).isEqualTo(200);

    gateway.close();
    gateway.close();

    assertThat(connection.ended()).isTrue();
    assertThatThrownBy(() -> new RawHttp(gateway.address())).isInstanceOf(java.net.ConnectException.class);
  }

  @ParameterizedTest
  @CsvSource({"localhost:0,localhost,0", "127.0.0.1:8080,127.0.0.1,8080", "[::1]:65535,::1,65535"})
  void anAddressIsHostAndPort(String text, String host, int port) {
    assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
    assertThat(ListenAddress.parse(text).loopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":8080", "localhost", "localhost:", "localhost:x", "localhost:65536", "localhost:-1", "::1:80"})
  void everythingElseIsNot(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ListenAddress.parse(text)).withMessageContaining("host:port");
  }
}

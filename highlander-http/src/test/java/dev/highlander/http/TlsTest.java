package dev.highlander.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.Caller;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TlsTest {

  private final FakeNode node = new FakeNode();
  private X509Bundle authority;
  private SSLContext server;

  @BeforeEach
  void makeAuthority() throws Exception {
    authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
    server = context(leaf("CN=gateway"));
  }

  @Test
  void aClientIsTheCommonNameOfItsCertificate() throws Exception {
    try (HttpGateway gateway = gateway("0.0.0.0:0");
        RawHttp connection = connect(gateway.address(), context(leaf("CN=dave,O=tea")))) {
      RawHttp.Answer answer = connection.request("GET", "/objects/note/n1", "");

      assertThat(gateway.address().getScheme()).isEqualTo("https");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(node.onlyCall().caller()).isEqualTo(Caller.user("dave"));
    }
  }

  @Test
  void aClientWithoutACertificateOfTheAuthorityIsNotAnswered() throws Exception {
    X509Bundle stranger = new CertificateBuilder().subject("CN=dave").setIsCertificateAuthority(true).buildSelfSigned();
    try (HttpGateway gateway = gateway("127.0.0.1:0")) {
      for (SSLContext client : new SSLContext[] {context(null), context(stranger)}) {
        assertThatThrownBy(
                () -> {
                  try (RawHttp connection = connect(gateway.address(), client)) {
                    connection.request("GET", "/objects/note/n1", "");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      assertThat(node.asked).isEmpty();
    }
  }

  @Test
  void withoutMutualTlsNobodyHasACertificate() throws Exception {
    try (HttpGateway gateway =
            HttpGateway.on(node).listen("127.0.0.1:0").tls(server).authenticator(Authenticator.clientCertificates()).start();
        RawHttp connection = connect(gateway.address(), context(leaf("CN=dave")))) {
      assertThat(connection.request("GET", "/objects/note/n1", "").status()).isEqualTo(401);
    }
  }

  @Test
  void encryptionAloneDoesNotOpenAGatewayThatBelievesEveryName() {
    assertThatIllegalStateException()
        .isThrownBy(() -> HttpGateway.on(node).listen("0.0.0.0:0").tls(server).authenticator(Authenticator.demoUsers()).start());
  }

  private HttpGateway gateway(String address) {
    return HttpGateway.on(node).listen(address).mutualTls(server).authenticator(Authenticator.clientCertificates()).start();
  }

  private X509Bundle leaf(String subject) throws Exception {
    return new CertificateBuilder().subject(subject).buildIssuedBy(authority);
  }

  private SSLContext context(X509Bundle own) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (own != null) {
      store.setKeyEntry("own", own.getKeyPair().getPrivate(), new char[0], own.getCertificatePath());
    }
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), authority.toTrustManagerFactory().getTrustManagers(), null);
    return context;
  }

  private static RawHttp connect(URI address, SSLContext client) throws IOException {
    return new RawHttp(client.getSocketFactory().createSocket("127.0.0.1", address.getPort()));
  }
}

package dev.highlander.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.TlsSettings;
import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportLimits;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.spi.Transport;
import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.RequestHandler;
import dev.highlander.testkit.RealPlatform;
import dev.highlander.testkit.contract.TransportContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpTransportTlsTest extends TransportContract {

  private static final RequestHandler ECHO = (peer, body, responder) -> responder.reply(body);
  private static final ClusterSecret SECRET = ClusterSecret.of("a secret of this test, long enough");

  @TempDir static Path folder;

  private static RealPlatform machine;
  private static Authority authority;
  private static TlsSettings tls;

  @BeforeAll
  static void makeCertificates() throws Exception {
    machine = new RealPlatform();
    authority = new Authority("the cluster's authority");
    tls = authority.processAt(folder, "process");
  }

  @AfterAll
  static void stopMachine() {
    machine.close();
  }

  @Override
  protected Transport newNode(String name) {
    return transport(name, "127.0.0.1:0", tls, null);
  }

  @Override
  protected Transport newClient(String name) {
    return transport(name, null, tls, null);
  }

  @Override
  protected String deserted() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPeerWithoutACertificateIsRefused() throws Exception {
    assertRefused(authority.anonymous());
  }

  @Test
  void aPeerOfAnotherAuthorityIsRefused() throws Exception {
    assertRefused(new Authority("somebody else's authority").processAt(folder, "other"));
  }

  @Test
  void aPeerWithoutTlsIsRefusedAndToldWhatToLookFor() {
    String address = start(newNode("server"), ECHO);
    Transport plain = started(transport("plain", null, null, SECRET));

    assertThat(ask(plain, address, "x").failure()).isInstanceOf(Failure.NotSent.class).asString().contains("TLS");
  }

  @Test
  void aListenerWithoutTlsGetsNoRequestOfAPeerWithIt() {
    String address = start(transport("server", "127.0.0.1:0", null, SECRET), ECHO);

    assertThat(ask(client("client"), address, "x").failure()).isInstanceOf(Failure.NotSent.class);
  }

  @Test
  void theHostHasToBeInTheCertificateUnlessThatIsSwitchedOff() throws Exception {
    TlsSettings elsewhere = authority.processElsewhere(folder, "elsewhere");
    String address = start(transport("server", "127.0.0.1:0", elsewhere, null), ECHO);

    assertThat(ask(client("client"), address, "x").failure()).isInstanceOf(Failure.NotSent.class);
    Transport trusting = started(transport("trusting", null, tls.withoutHostCheck(), null));
    assertThat(ask(trusting, address, "x").reply()).hasSize(1);
  }

  @Test
  void withTlsOtherAddressesThanLoopbackAreListenedOn() {
    TransportSettings settings = TransportSettings.withTls("test", "server", "0.0.0.0:0", tls).withAdvertise("127.0.0.1:0");
    String address = start(new TcpTransport(settings, machine.platform(), Thread.ofPlatform().daemon().factory()), ECHO);

    assertThat(ask(client("client"), address, "x").reply()).hasSize(1);
  }

  @Test
  void aCertificateAndTheSecretCanBothBeAskedFor() {
    ClusterSecret wrong = ClusterSecret.of("not the secret of this test");
    String address = start(transport("server", "127.0.0.1:0", tls, SECRET), ECHO);

    assertThat(ask(started(transport("both", null, tls, SECRET)), address, "x").reply()).hasSize(1);
    assertThat(ask(started(transport("wrong", null, tls, wrong)), address, "x").failure()).isInstanceOf(Failure.NotSent.class);
    assertThat(ask(client("certificate only"), address, "x").failure()).isInstanceOf(Failure.NotSent.class);
  }

  private void assertRefused(TlsSettings stranger) {
    AtomicInteger handled = new AtomicInteger();
    RequestHandler counting = (peer, body, responder) -> handled.incrementAndGet();
    String address = start(newNode("server"), counting);
    Transport client = started(transport("stranger", null, stranger, null));

    assertThat(ask(client, address, "x").failure()).isInstanceOf(Failure.NotSent.class);
    assertThat(handled).hasValue(0);
  }

  private Transport started(Transport transport) {
    start(transport, ECHO);
    return transport;
  }

  private static Transport transport(
      String name, @Nullable String listen, @Nullable TlsSettings security, @Nullable ClusterSecret secret) {
    TransportLimits limits = TransportLimits.DEFAULT.withMaxBodyBytes(MAX_BODY_BYTES).withMaxInFlight(MAX_IN_FLIGHT);
    TransportSettings base =
        security == null
            ? TransportSettings.withSecret("test", name, listen, SECRET)
            : TransportSettings.withTls("test", name, listen, security);
    TransportSettings settings =
        new TransportSettings(base.cluster(), name, listen, null, secret, security, limits, base.timings());
    return new TcpTransport(settings, machine.platform(), Thread.ofPlatform().daemon().factory());
  }
}

package dev.highlander.transport;

import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportLimits;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.spi.Transport;
import dev.highlander.testkit.RealPlatform;
import dev.highlander.testkit.contract.TransportContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TcpTransportSecretTest extends TransportContract {

  private static final ClusterSecret SECRET = ClusterSecret.of("a secret of this test, long enough");

  private static RealPlatform machine;

  @BeforeAll
  static void startMachine() {
    machine = new RealPlatform();
  }

  @AfterAll
  static void stopMachine() {
    machine.close();
  }

  @Override
  protected Transport newNode(String name) {
    return transport(name, "127.0.0.1:0");
  }

  @Override
  protected Transport newClient(String name) {
    return transport(name, null);
  }

  @Override
  protected String deserted() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Transport transport(String name, @Nullable String listen) {
    TransportLimits limits = TransportLimits.DEFAULT.withMaxBodyBytes(MAX_BODY_BYTES).withMaxInFlight(MAX_IN_FLIGHT);
    TransportSettings settings = TransportSettings.withSecret("test", name, listen, SECRET).with(limits);
    return new TcpTransport(settings, machine.platform(), Thread.ofPlatform().daemon().factory());
  }
}

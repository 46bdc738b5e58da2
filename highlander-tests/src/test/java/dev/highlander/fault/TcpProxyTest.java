package dev.highlander.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.testkit.fault.TcpProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpProxyTest {

  private Wire wire;
  private TcpProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws IOException {
    wire = new Wire();
    proxy = wire.proxy();
    client = wire.dial();
    server = wire.accept();
    // The system accepts before the proxy knows of it: what went through once has both sides in place.
    for (Direction direction : Direction.values()) {
      Wire.send(sender(direction), ".");
      assertThat(Wire.receive(receiver(direction), 1)).isEqualTo(".");
    }
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    client.close();
    server.close();
  }

  private Socket sender(Direction direction) {
    return direction == Direction.TO_SERVER ? client : server;
  }

  private Socket receiver(Direction direction) {
    return direction == Direction.TO_SERVER ? server : client;
  }

  private static Direction opposite(Direction direction) {
    return direction == Direction.TO_SERVER ? Direction.TO_CLIENT : Direction.TO_SERVER;
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoThrough(Direction direction) throws IOException {
    Wire.send(sender(direction), "hello");

    assertThat(Wire.receive(receiver(direction), 5)).isEqualTo("hello");
    assertThat(proxy.connections()).isEqualTo(1);
    assertThat(proxy.sourcePorts()).containsExactly(server.getPort());
  }

  @ParameterizedTest
  @EnumSource
  void oneDirectionIsSwallowedWhileTheOtherGoesOnAndHealingBreaksTheStreamThatHasAHole(Direction direction) throws IOException {
    proxy.swallow(direction);
    Wire.send(sender(direction), "lost");
    Wire.send(receiver(direction), "kept");

    assertThat(Wire.receive(sender(direction), 4)).isEqualTo("kept");
    assertThat(Wire.silent(receiver(direction))).isTrue();

    proxy.heal(direction);
    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Wire.receive(receiver(direction), 1));
    try (Socket again = wire.dial(); Socket accepted = wire.accept()) {
      Wire.send(again, "through");
      assertThat(Wire.receive(accepted, 7)).isEqualTo("through");
    }
  }

  @ParameterizedTest
  @EnumSource
  void healingOneDirectionLeavesTheFaultOfTheOther(Direction direction) throws IOException {
    proxy.swallow(direction);
    proxy.heal(opposite(direction));
    Wire.send(sender(direction), "lost");

    assertThat(Wire.silent(receiver(direction))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void oneDirectionIsLateAndInOrderWhileTheOtherIsNot(Direction direction) throws IOException {
    proxy.delay(direction, Duration.ofMillis(300), Duration.ofMillis(100));
    long began = System.nanoTime();
    Wire.send(receiver(direction), "quick");
    assertThat(Wire.receive(sender(direction), 5)).isEqualTo("quick");
    for (int i = 0; i < 10; i++) {
      Wire.send(sender(direction), Integer.toString(i));
    }
    assertThat(Wire.receive(receiver(direction), 10)).isEqualTo("0123456789");

    assertThat(millisSince(began)).isBetween(300L, 2_900L);
  }

  @Test
  void healingLetsWhatIsLateArriveAtOnce() throws IOException {
    proxy.delay(Direction.TO_SERVER, Duration.ofMinutes(10));
    Wire.send(client, "late");
    proxy.heal();

    assertThat(Wire.receive(server, 4)).isEqualTo("late");
  }

  @Test
  void presentConnectionsAreResetAndNewOnesAreTaken() throws IOException {
    proxy.reset();

    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Wire.receive(client, 1));
    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Wire.receive(server, 1));
    try (Socket again = wire.dial(); Socket accepted = wire.accept()) {
      Wire.send(accepted, "hello");
      assertThat(Wire.receive(again, 5)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneDirectionEndsInOrderWhileTheOtherGoesOn(Direction direction) throws IOException {
    proxy.halfClose(direction);

    assertThat(Wire.receive(receiver(direction), 1)).isEmpty();
    Wire.send(receiver(direction), "still");
    assertThat(Wire.receive(sender(direction), 5)).isEqualTo("still");
  }

  @Test
  void anEndGoesThroughAndSoDoesTheAnswerToIt() throws IOException {
    Wire.send(client, "bye");
    client.shutdownOutput();

    assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("bye");
    Wire.send(server, "too");
    server.shutdownOutput();
    assertThat(Wire.receive(client, 4)).isEqualTo("too");
  }

  @Test
  void aProxyThatIsDownRefusesConnectionsUntilItIsUpAgainAtTheSameAddress() throws IOException {
    String address = proxy.address();
    proxy.down();

    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> Wire.receive(client, 1));
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> wire.dial());
    proxy.up();
    assertThat(proxy.address()).isEqualTo(address);
    try (Socket again = wire.dial(); Socket accepted = wire.accept()) {
      Wire.send(again, "hello");
      assertThat(Wire.receive(accepted, 5)).isEqualTo("hello");
    }
  }

  @Test
  void manyBytesArriveAsTheyWereSent() throws Exception {
    byte[] sent = new byte[3 * 1024 * 1024];
    new Random(7).nextBytes(sent);
    proxy.delay(Direction.TO_SERVER, Duration.ofMillis(5), Duration.ofMillis(5));
    Thread sender = Thread.ofVirtual().start(() -> {
      try {
        client.getOutputStream().write(sent);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });

    assertThat(server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    sender.join();
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}

package dev.highlander.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.spi.Transport;
import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.RequestHandler;
import dev.highlander.spi.Transport.Responder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpConnectionTest {

  private static final RequestHandler ECHO = (peer, body, responder) -> responder.reply(body);
  private static final Duration LONG = Duration.ofSeconds(15);

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void closingLeavesNoThreadAndNoPort() throws IOException {
    TcpTransport server = machine.transport(machine.node("server"));
    String address = Machine.start(server, ECHO);
    TcpTransport client = machine.started(machine.client("client"));
    assertThat(Machine.outcome(client, address)).isInstanceOf(byte[].class);
    assertThat(machine.liveThreads()).isGreaterThanOrEqualTo(6);

    client.close();
    server.close();

    await().untilAsserted(() -> assertThat(machine.liveThreads()).isZero());
    try (ServerSocket again = new ServerSocket(HostPort.parse(address).port(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void withoutTlsNothingButLoopbackIsListenedOn() {
    TcpTransport transport = machine.transport(TransportSettings.withSecret("cluster", "server", "0.0.0.0:0", Machine.SECRET));

    assertThat(transport.start(ECHO))
        .failsWithin(LONG)
        .withThrowableThat()
        .withMessageContaining("without TLS only loopback")
        .withMessageContaining("configure mutual TLS");
    await().untilAsserted(() -> assertThat(machine.liveThreads()).isZero());
  }

  @Test
  void withoutTlsNothingButLoopbackIsDialled() throws IOException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).filter(a -> !a.isLoopbackAddress()).findFirst();
    String address = other.map(a -> new HostPort(a.getHostAddress(), 7).toString()).orElse("192.0.2.1:7");
    TcpTransport client = machine.started(machine.client("client"));

    assertThat(Machine.outcome(client, address)).isInstanceOf(Failure.NotSent.class).asString().contains("configure mutual TLS");
  }

  @Test
  void aProbeIsAnsweredWhileTheReaderOfTheOrdinaryConnectionIsStuck() {
    CountDownLatch release = new CountDownLatch(1);
    RequestHandler blocks =
        (peer, body, responder) -> {
          if (body.length > 1) {
            awaitQuietly(release);
          }
          responder.reply(body);
        };
    TransportSettings stuck = machine.node("server").with(TransportLimits.DEFAULT.withMaxBlockedReaders(0));
    String address = machine.start(stuck, blocks);
    TcpTransport client = machine.started(machine.client("client"));
    CompletableFuture<Object> blocked = Machine.ask(client, address, new byte[2], LONG);
    CompletableFuture<Object> behind = Machine.ask(client, address, new byte[1], LONG);

    assertThat(Machine.probe(client, address, new byte[1])).isInstanceOf(byte[].class);

    assertThat(behind).isNotDone();
    release.countDown();
    assertThat(blocked).succeedsWithin(LONG);
    assertThat(behind).succeedsWithin(LONG);
  }

  @Test
  void aProbeIsSmall() {
    String address = machine.start(machine.node("server"), ECHO);
    TcpTransport client = machine.started(machine.client("client"));

    assertThat(Machine.probe(client, address, new byte[Transport.MAX_PROBE_BYTES])).isInstanceOf(byte[].class);
    assertThat(Machine.probe(client, address, new byte[Transport.MAX_PROBE_BYTES + 1])).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void requestsThatWaitForTheNextAttemptEndWithTheConnectionThatIsGivenUp() throws IOException {
    String address;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + unused.getLocalPort();
    }
    TcpTransport client = machine.started(machine.client("client"));
    for (int i = 0; i < 6; i++) {
      Machine.outcome(client, address); // each attempt makes the next one wait longer
    }
    List<CompletableFuture<Object>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(Machine.ask(client, address, new byte[1], LONG));
    }

    client.disconnect(address, "it is gone");

    assertThat(waiting).allSatisfy(one -> assertThat(one).isCompletedWithValueMatching(Failure.NotSent.class::isInstance));
    client.close();
    await().untilAsserted(() -> assertThat(machine.liveThreads()).isZero());
  }

  @Test
  void theAdvertisedAddressGetsThePortThatIsListenedOn() {
    TransportSettings settings = TransportSettings.withSecret("cluster", "server", "127.0.0.1:0", Machine.SECRET);

    assertThat(machine.start(settings.withAdvertise("localhost:0"), ECHO)).matches("localhost:[1-9][0-9]*");
  }

  @Test
  void aFrameOverTheLimitEndsTheConnectionBeforeItIsRead() throws IOException {
    AtomicInteger handled = new AtomicInteger();
    TransportSettings settings = machine.node("server").with(TransportLimits.DEFAULT.withMaxBodyBytes(1_000));
    String address = machine.start(settings, (peer, body, responder) -> responder.reply(new byte[] {(byte) handled.incrementAndGet()}));

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      peer.writeFrame(OutFrame.REQUEST, 1, new byte[1_000]);
      assertThat(peer.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1)).endsWith(1);
      peer.writeFrame(OutFrame.REQUEST, 2, new byte[1_001]);
      assertThat(peer.untilClosed()).isEmpty();
    }
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 8}) {
      try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
        byte[] header = new byte[OutFrame.HEADER_BYTES];
        Octets.putInt(header, 0, length);
        peer.write(header);
        assertThat(peer.untilClosed()).as("length %d", length).isEmpty();
      }
    }
    assertThat(handled).hasValue(1);
  }

  @Test
  void aFrameOfAnUnknownKindEndsTheConnection() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      peer.writeFrame(77, 1, new byte[3]);
      assertThat(peer.untilClosed()).isEmpty();
    }
  }

  @Test
  void noiseAfterTheHandshakeHurtsNobodyElse() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);
    Random random = new Random(99);

    for (int i = 0; i < 30; i++) {
      try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        peer.write(noise);
        peer.socket.shutdownOutput();
        peer.untilClosed();
      }
    }
    assertThat(Machine.outcome(machine.started(machine.client("client")), address)).isInstanceOf(byte[].class);
  }

  @Test
  void framesThatArriveInPiecesAreWhole() throws Exception {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      byte[] frame = new byte[OutFrame.HEADER_BYTES + 3];
      new OutFrame(OutFrame.REQUEST, 5, new byte[3]).encodeHeader(frame, 0);
      for (byte one : frame) {
        peer.write(new byte[] {one});
        peer.socket.getOutputStream().flush();
      }
      byte[] reply = peer.socket.getInputStream().readNBytes(frame.length);
      assertThat(reply[4]).isEqualTo(OutFrame.REPLY);
      assertThat(Octets.getLong(reply, 5)).isEqualTo(5);
    }
  }

  @Test
  void aPeerThatFallsSilentIsTakenForDead() throws Exception {
    TransportTimings watchful = TransportTimings.DEFAULT.withKeepAlive(Duration.ofMillis(100), Duration.ofMillis(500));
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TcpTransport client = machine.started(machine.client("client").with(watchful));
      CompletableFuture<Object> asked =
          Machine.ask(client, "127.0.0.1:" + mute.getLocalPort(), new byte[1], Duration.ofSeconds(60));
      try (RawPeer peer = new RawPeer(mute.accept())) {
        new Handshake(machine.node("mute"), new Random(1)).accept(peer.channel, null);

        assertThat(asked).succeedsWithin(LONG).isInstanceOf(Failure.Lost.class).asString().contains("was not heard for");
      }
    }
  }

  @Test
  void aSilentDiallerIsTakenForDeadToo() throws IOException {
    TransportTimings watchful = TransportTimings.DEFAULT.withKeepAlive(Duration.ofMillis(100), Duration.ofMillis(500));
    String address = machine.start(machine.node("server").with(watchful), ECHO);

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      byte[] said = peer.untilClosed();

      assertThat(said.length).as("keep-alives before the end").isPositive();
      assertThat(said.length % OutFrame.HEADER_BYTES).isZero();
    }
  }

  @Test
  void anIdleConnectionIsKeptAlive() {
    TransportTimings watchful = TransportTimings.DEFAULT.withKeepAlive(Duration.ofMillis(40), Duration.ofMillis(400));
    List<String> peers = Collections.synchronizedList(new ArrayList<>());
    String address =
        machine.start(
            machine.node("server").with(watchful),
            (peer, body, responder) -> {
              peers.add(peer.address());
              responder.reply(body);
            });
    TcpTransport client = machine.started(machine.client("client").with(watchful));
    Machine.outcome(client, address);

    await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
    Machine.outcome(client, address);

    assertThat(peers).hasSize(2);
    assertThat(peers.get(1)).as("the same connection").isEqualTo(peers.get(0));
  }

  @Test
  void aPeerThatReadsNoRepliesLosesItsConnection() throws IOException {
    TransportLimits small = TransportLimits.DEFAULT.withMaxBodyBytes(64 * 1024).withMaxQueuedBytes(1 << 20);
    CountDownLatch closed = new CountDownLatch(1);
    List<Responder> responders = Collections.synchronizedList(new ArrayList<>());
    String address =
        machine.start(machine.node("server").with(small), (peer, body, responder) -> responders.add(responder));

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      for (int i = 0; i < 400; i++) {
        peer.writeFrame(OutFrame.REQUEST, i, new byte[1]);
      }
      await().until(() -> responders.size() == 400);
      Thread.ofVirtual()
          .start(
              () -> {
                responders.forEach(responder -> responder.reply(new byte[64 * 1024]));
                closed.countDown();
              });
      await().until(() -> closed.getCount() == 0);

      assertThat(peer.untilClosed().length).isLessThan(400 * 64 * 1024);
    }
  }

  @Test
  void queuedBytesAreBounded() throws Exception {
    TransportLimits small = TransportLimits.DEFAULT.withMaxBodyBytes(100_000).withMaxQueuedBytes(100_000 + OutFrame.HEADER_BYTES);
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TcpTransport client = machine.started(machine.client("client").with(small));
      String address = "127.0.0.1:" + deaf.getLocalPort();

      CompletableFuture<Object> fits = Machine.ask(client, address, new byte[100_000], LONG);
      CompletableFuture<Object> oneTooMany = Machine.ask(client, address, new byte[0], LONG);

      assertThat(oneTooMany).succeedsWithin(LONG).isInstanceOf(Failure.Full.class);
      assertThat(fits.isDone()).isFalse();
    }
  }

  @Test
  void aRequestWaitsForAConnectionNoLongerThanTheConnectTimeOut() throws Exception {
    TransportTimings impatient = TransportTimings.DEFAULT.withConnectTimeout(Duration.ofMillis(300));
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TcpTransport client = machine.started(machine.client("client").with(impatient));

      CompletableFuture<Object> asked =
          Machine.ask(client, "127.0.0.1:" + silent.getLocalPort(), new byte[1], Duration.ofSeconds(60));

      assertThat(asked).succeedsWithin(Duration.ofSeconds(5)).isInstanceOf(Failure.NotSent.class);
    }
  }

  @Test
  void aResetInTheMiddleIsALostRequestAndTheNextOneConnectsAgain() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TcpTransport client = machine.started(machine.client("client"));
      String address = "127.0.0.1:" + server.getLocalPort();
      CompletableFuture<Object> first = Machine.ask(client, address, new byte[1], LONG);
      try (Socket socket = server.accept()) {
        RawPeer peer = new RawPeer(socket);
        new Handshake(machine.node("server"), new Random(1)).accept(peer.channel, null);
        socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1);
        socket.setSoLinger(true, 0);
      }
      assertThat(first).succeedsWithin(LONG).isInstanceOf(Failure.Lost.class);

      CompletableFuture<Object> second = Machine.ask(client, address, new byte[] {9}, LONG);
      try (RawPeer peer = new RawPeer(server.accept())) {
        new Handshake(machine.node("server"), new Random(1)).accept(peer.channel, null);
        byte[] request = peer.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1);
        peer.writeFrame(OutFrame.REPLY, Octets.getLong(request, 5), new byte[] {request[OutFrame.HEADER_BYTES]});
        assertThat(second).succeedsWithin(LONG).isEqualTo(new byte[] {9});
      }
    }
  }

  @Test
  void aServerThatComesBackIsFoundAgain() {
    TcpTransport server = machine.transport(machine.node("server"));
    String address = Machine.start(server, ECHO);
    TcpTransport client = machine.started(machine.client("client"));
    assertThat(Machine.outcome(client, address)).isInstanceOf(byte[].class);
    server.close();
    assertThat(Machine.outcome(client, address)).isInstanceOf(Failure.class);

    machine.start(TransportSettings.withSecret("cluster", "server", address, Machine.SECRET), ECHO);

    await().until(() -> Machine.outcome(client, address) instanceof byte[]);
  }

  @Test
  void asManyRequestsMayBlockAsTheLimitSaysAndThenReadingStops() throws InterruptedException {
    int limit = 3;
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    TransportSettings settings = machine.node("server").with(TransportLimits.DEFAULT.withMaxBlockedReaders(limit));
    String address =
        machine.start(
            settings,
            (peer, body, responder) -> {
              inside.incrementAndGet();
              awaitQuietly(release);
              responder.reply(body);
            });
    TcpTransport client = machine.started(machine.client("client"));
    List<CompletableFuture<Object>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(Machine.ask(client, address, new byte[] {(byte) i}, LONG));
    }

    await().until(() -> inside.get() == limit + 1);
    await().during(Duration.ofMillis(200)).until(() -> inside.get() == limit + 1);
    release.countDown();

    assertThat(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))).succeedsWithin(LONG);
    assertThat(asked).allSatisfy(one -> assertThat(one.join()).isInstanceOf(byte[].class));
    await().untilAsserted(() -> assertThat(machine.liveThreads()).as("stuck readers have ended").isLessThanOrEqualTo(7));
  }

  @Test
  void repliesGivenBeforeABlockingRequestLeaveAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    String address =
        machine.start(
            machine.node("server"),
            (peer, body, responder) -> {
              if (body[0] == 9) {
                awaitQuietly(release);
              }
              responder.reply(body);
            });

    try (RawPeer peer = RawPeer.dial(address).join(machine.client("raw"))) {
      byte[] both = new byte[2 * (OutFrame.HEADER_BYTES + 1)];
      new OutFrame(OutFrame.REQUEST, 1, new byte[1]).encodeHeader(both, 0);
      new OutFrame(OutFrame.REQUEST, 2, new byte[1]).encodeHeader(both, OutFrame.HEADER_BYTES + 1);
      both[both.length - 1] = 9;
      peer.write(both);

      byte[] reply = peer.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1);
      assertThat(Octets.getLong(reply, 5)).isEqualTo(1);
      release.countDown();
      byte[] next = peer.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1);
      assertThat(Octets.getLong(next, 5)).isEqualTo(2);
    }
  }

  @Test
  void acceptedConnectionsAreBounded() throws IOException {
    TransportSettings settings = machine.node("server").with(TransportLimits.DEFAULT.withMaxConnections(2));
    String address = machine.start(settings, ECHO);

    try (RawPeer first = RawPeer.dial(address).join(machine.client("one"));
        RawPeer second = RawPeer.dial(address).join(machine.client("two"))) {
      first.writeFrame(OutFrame.REQUEST, 1, new byte[0]);
      second.writeFrame(OutFrame.REQUEST, 1, new byte[0]);
      first.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES);
      second.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES);
      assertThat(Machine.outcome(machine.started(machine.client("three")), address))
          .isInstanceOf(Failure.NotSent.class)
          .asString()
          .contains("2 connections are open already");
    }
  }

  @Test
  void requestsThatTimeOutWhileThePeerReadsNothingWereNotSentOrLost() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TcpTransport client = machine.started(machine.client("client"));
      String address = "127.0.0.1:" + server.getLocalPort();
      List<CompletableFuture<Object>> asked = new ArrayList<>();
      CompletableFuture<Object> first = Machine.ask(client, address, new byte[1], LONG);
      try (RawPeer peer = new RawPeer(server.accept())) {
        new Handshake(machine.node("server"), new Random(1)).accept(peer.channel, null);
        peer.socket.getInputStream().readNBytes(OutFrame.HEADER_BYTES + 1);
        for (int i = 0; i < 12; i++) {
          asked.add(Machine.ask(client, address, new byte[4 << 20], Duration.ofMillis(600)));
        }

        assertThat(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(asked.getFirst().join()).isInstanceOf(Failure.Lost.class);
        assertThat(asked.getLast().join()).isInstanceOf(Failure.NotSent.class);
        assertThat(first.isDone()).isFalse();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

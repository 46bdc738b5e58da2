package dev.highlander.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.wire.ByteSink;
import dev.highlander.internal.wire.ByteSource;
import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.RequestHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final RequestHandler ECHO = (peer, body, responder) -> responder.reply(body);
  private static final byte[] NONCE = new byte[Handshake.NONCE_BYTES];

  private final Machine machine = new Machine();

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void aDiallerWithAnotherSecretIsRefusedAndLearnsWhy() {
    String address = machine.start(machine.node("server"), ECHO);
    TcpTransport stranger =
        machine.started(TransportSettings.withSecret("cluster", "stranger", null, ClusterSecret.of("another secret, long enough")));

    assertThat(Machine.outcome(stranger, address)).isInstanceOf(Failure.NotSent.class).asString().contains("cluster secret");
  }

  @Test
  void aListenerThatDoesNotKnowTheSecretGetsNoRequest() throws Exception {
    try (ServerSocket impostor = listening()) {
      TcpTransport client = machine.started(machine.client("client"));
      CompletableFuture<String> told = accepting(impostor, HandshakeTest::challengeAndWelcomeWithoutTheSecret);

      assertThat(Machine.outcome(client, addressOf(impostor))).isInstanceOf(Failure.NotSent.class).asString().contains("cluster secret");
      assertThat(told.get(10, TimeUnit.SECONDS)).contains("client refused its peer").contains("cluster secret");
    }
  }

  @Test
  void aPeerOfAnotherClusterIsRefused() {
    String address = machine.start(machine.node("server"), ECHO);
    TcpTransport other = machine.started(TransportSettings.withSecret("other", "client", null, Machine.SECRET));

    assertThat(Machine.outcome(other, address)).isInstanceOf(Failure.NotSent.class).asString().contains("the cluster 'other'");
  }

  @Test
  void aNewerDiallerIsToldBothVersions() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, new ByteSink(64).number(Handshake.MAGIC).octet(2).octet(5).blob(new byte[20]).take());

      assertThat(peer.refusal()).contains("server refused its peer").contains("version 2.5").contains("1.0");
      assertThat(peer.untilClosed()).isEmpty();
    }
  }

  @Test
  void anOlderListenersRefusalReachesTheCaller() throws Exception {
    try (ServerSocket old = listening()) {
      TcpTransport client = machine.started(machine.client("client"));
      accepting(
          old,
          peer -> {
            peer.channel.receive(Handshake.HELLO);
            peer.channel.sendRefusal("old-server refused its peer: it speaks protocol version 1.0,\nthis side 0.9");
            return "";
          });

      assertThat(Machine.outcome(client, addressOf(old)))
          .isInstanceOf(Failure.NotSent.class)
          .asString()
          .contains("old-server refused")
          .contains("this side 0.9")
          .doesNotContain("\n");
    }
  }

  @Test
  void aListenerOfAnotherMajorVersionIsRefusedByTheDialler() throws Exception {
    try (ServerSocket newer = listening()) {
      TcpTransport client = machine.started(machine.client("client"));
      CompletableFuture<String> told =
          accepting(
              newer,
              peer -> {
                peer.channel.receive(Handshake.HELLO);
                peer.channel.send(Handshake.CHALLENGE, new ByteSink(64).octet(3).octet(1).text("newer").blob(NONCE).take());
                return peer.refusal();
              });

      assertThat(Machine.outcome(client, addressOf(newer))).isInstanceOf(Failure.NotSent.class).asString().contains("version 3.1");
      assertThat(told.get(10, TimeUnit.SECONDS)).contains("version 3.1");
    }
  }

  @Test
  void aRecordedProofIsWorthNothingOnAnotherConnection() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);
    byte[] hello = hello(Machine.SECRET);
    byte[] proof;
    try (RawPeer honest = RawPeer.dial(address)) {
      proof = prove(honest, hello, ClusterSecret.Role.DIALLER);
      honest.channel.send(Handshake.PROOF, new ByteSink(64).blob(proof).take());
      assertThat(honest.channel.receive(Handshake.WELCOME)).isNotNull();
    }

    try (RawPeer replaying = RawPeer.dial(address)) {
      replaying.channel.send(Handshake.HELLO, hello);
      replaying.channel.receive(Handshake.CHALLENGE);
      replaying.channel.send(Handshake.PROOF, new ByteSink(64).blob(proof).take());

      assertThat(replaying.refusal()).contains("does not know the cluster secret");
    }
  }

  @Test
  void aDiallersProofSentBackToItIsWorthNothing() throws Exception {
    try (ServerSocket mirror = listening()) {
      TcpTransport client = machine.started(machine.client("client"));
      CompletableFuture<String> told =
          accepting(
              mirror,
              peer -> {
                peer.channel.receive(Handshake.HELLO);
                peer.channel.send(Handshake.CHALLENGE, challenge());
                byte[] theirs = peer.channel.receive(Handshake.PROOF).blob();
                peer.channel.send(Handshake.WELCOME, new ByteSink(64).blob(theirs).take());
                return peer.refusal();
              });

      assertThat(Machine.outcome(client, addressOf(mirror))).isInstanceOf(Failure.NotSent.class);
      assertThat(told.get(10, TimeUnit.SECONDS)).contains("does not know the cluster secret");
    }
  }

  @Test
  void aProofForTheOtherRoleIsRefused() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address)) {
      byte[] proof = prove(peer, hello(Machine.SECRET), ClusterSecret.Role.LISTENER);
      peer.channel.send(Handshake.PROOF, new ByteSink(64).blob(proof).take());

      assertThat(peer.refusal()).contains("does not know the cluster secret");
    }
  }

  @Test
  void challengesAreNeverTheSame() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);
    List<String> nonces = new ArrayList<>();

    for (int i = 0; i < 5; i++) {
      try (RawPeer peer = RawPeer.dial(address)) {
        peer.channel.send(Handshake.HELLO, hello(Machine.SECRET));
        nonces.add(java.util.HexFormat.of().formatHex(nonceOf(peer.channel.receive(Handshake.CHALLENGE))));
      }
    }

    assertThat(nonces).doesNotHaveDuplicates().allSatisfy(nonce -> assertThat(nonce).hasSize(64));
  }

  @Test
  void aRequestBeforeTheProofIsNeverHandled() throws Exception {
    AtomicInteger handled = new AtomicInteger();
    String address = machine.start(machine.node("server"), (peer, body, responder) -> handled.incrementAndGet());

    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, hello(Machine.SECRET));
      peer.channel.receive(Handshake.CHALLENGE);
      peer.writeFrame(OutFrame.REQUEST, 1, new byte[10]);
      peer.untilClosed();
    }

    assertThat(handled).hasValue(0);
  }

  @Test
  void aListenerWithoutASecretAndADiallerWithOneTellEachOther() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, hello(null));

      assertThat(peer.refusal()).contains("cluster secret and the other is not");
    }
  }

  @Test
  void garbageIsAnsweredWithTheEndOfTheConnection() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0", "\0\5\1wrong")) {
      try (RawPeer peer = RawPeer.dial(address)) {
        peer.write(garbage.getBytes(StandardCharsets.ISO_8859_1));
        peer.untilClosed();
      }
    }
    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, new ByteSink(64).number(77).octet(1).octet(0).take());
      assertThat(peer.refusal()).contains("no peer of this protocol");
    }
    assertThat(Machine.outcome(machine.started(machine.client("client")), address)).isInstanceOf(byte[].class);
  }

  @Test
  void aHandshakeMessageMayBeAsLongAsTheLimitAndNotOneByteLonger() throws IOException {
    String address = machine.start(machine.node("server"), ECHO);

    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, new byte[HandshakeChannel.MAX_BYTES - 1]);
      assertThat(peer.refusal()).contains("no peer of this protocol");
    }
    try (RawPeer peer = RawPeer.dial(address)) {
      peer.channel.send(Handshake.HELLO, new byte[HandshakeChannel.MAX_BYTES]);
      assertThat(peer.untilClosed()).isEmpty();
    }
  }

  @Test
  void aSlowHandshakeIsCutOffHoweverSteadilyItDrips() throws Exception {
    TransportTimings impatient = TransportTimings.DEFAULT.withHandshakeTimeout(Duration.ofMillis(300));
    String address = machine.start(machine.node("server").with(impatient), ECHO);
    byte[] hello = hello(Machine.SECRET);

    try (RawPeer peer = RawPeer.dial(address)) {
      CompletableFuture<byte[]> closed = CompletableFuture.supplyAsync(() -> untilClosed(peer), task -> Thread.ofVirtual().start(task));
      peer.write(new byte[] {(byte) (hello.length + 1 >> 8), (byte) (hello.length + 1), Handshake.HELLO});
      long start = System.nanoTime();
      for (int i = 0; i < hello.length && !closed.isDone(); i++) {
        dripped(peer, hello[i]);
        closed.copy().completeOnTimeout(new byte[0], 50, TimeUnit.MILLISECONDS).join();
      }

      assertThat(closed.isDone()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(50L * hello.length));
    }
  }

  @Test
  void strangersCanHoldAsManyConnectionsAsTheLimitAndNotOneMore() throws Exception {
    int limit = 3;
    TransportSettings settings = machine.node("server").with(TransportLimits.DEFAULT.withMaxHalfOpen(limit));
    String address = machine.start(settings, ECHO);
    List<RawPeer> strangers = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      RawPeer peer = RawPeer.dial(address);
      strangers.add(peer);
      peer.channel.send(Handshake.HELLO, hello(Machine.SECRET));
      assertThat(peer.channel.receive(Handshake.CHALLENGE)).isNotNull();
    }

    try (RawPeer oneMore = RawPeer.dial(address)) {
      assertThat(oneMore.untilClosed()).isEmpty();
    }
    for (RawPeer peer : strangers) {
      peer.close();
    }

    TcpTransport client = machine.started(machine.client("client"));
    org.awaitility.Awaitility.await().until(() -> Machine.outcome(client, address) instanceof byte[]);
  }

  private static byte[] hello(ClusterSecret secret) {
    return new ByteSink(128).number(Handshake.MAGIC).octet(1).octet(0).text("cluster").text("raw").flag(secret != null).blob(NONCE).take();
  }

  private static byte[] challenge() {
    return new ByteSink(64).octet(1).octet(0).text("mirror").blob(NONCE).take();
  }

  private static byte[] prove(RawPeer peer, byte[] hello, ClusterSecret.Role role) throws IOException {
    peer.channel.send(Handshake.HELLO, hello);
    byte[] nonce = nonceOf(peer.channel.receive(Handshake.CHALLENGE));
    byte[] transcript = new ByteSink(512).blob(hello).octet(1).octet(0).text("server").blob(nonce).take();
    return Machine.SECRET.prove(role, transcript);
  }

  private static byte[] nonceOf(ByteSource challenge) {
    challenge.octet();
    challenge.octet();
    challenge.text();
    return challenge.blob();
  }

  private static String challengeAndWelcomeWithoutTheSecret(RawPeer peer) throws IOException {
    peer.channel.receive(Handshake.HELLO);
    peer.channel.send(Handshake.CHALLENGE, challenge());
    peer.channel.receive(Handshake.PROOF);
    peer.channel.send(Handshake.WELCOME, new ByteSink(64).blob(new byte[32]).take());
    return peer.refusal();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static String addressOf(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private interface Script {
    String play(RawPeer peer) throws IOException;
  }

  private static CompletableFuture<String> accepting(ServerSocket server, Script script) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (RawPeer peer = new RawPeer(server.accept())) {
                result.complete(script.play(peer));
              } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static byte[] untilClosed(RawPeer peer) {
    try {
      return peer.untilClosed();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void dripped(RawPeer peer, byte one) {
    try {
      peer.write(new byte[] {one});
    } catch (IOException closedMeanwhile) {
      // The loop sees it.
    }
  }
}

package dev.highlander.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.BadRequest;
import dev.highlander.spi.Transport;
import dev.highlander.spi.Transport.Failure;
import dev.highlander.spi.Transport.RequestHandler;
import dev.highlander.spi.Transport.Responder;
import dev.highlander.testkit.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} does. A subclass makes transports of one cluster with a frame limit of {@link #MAX_BODY_BYTES} and a
 * window of {@link #MAX_IN_FLIGHT} requests.
 */
public abstract class TransportContract {

  protected static final int MAX_BODY_BYTES = 256 * 1024;
  protected static final int MAX_IN_FLIGHT = 100;

  private static final Duration LONG = Duration.ofSeconds(15);
  private static final RequestHandler ECHO = (peer, body, responder) -> responder.reply(body);
  private static final RequestHandler SILENT = (peer, body, responder) -> {};

  /** Sent first where a short time-out follows, so that it does not have to be enough for the connection, too. */
  private static final String CONNECT = "connect";

  private static final RequestHandler ONLY_CONNECTS =
      (peer, body, responder) -> {
        if (text(body).equals(CONNECT)) {
          responder.reply(body);
        }
      };


  private final List<Transport> opened = new ArrayList<>();

  /** A transport that will listen when it is started. */
  protected abstract Transport newNode(String name);

  /** A transport that only sends. */
  protected abstract Transport newClient(String name);

  /** A well-formed address that nobody listens at. */
  protected abstract String deserted();

  @AfterEach
  void closeTransports() {
    opened.forEach(Transport::close);
  }

  @Test
  void aRequestGetsItsReply() {
    String address = start(newNode("server"), (peer, body, responder) -> responder.reply(("hello " + text(body)).getBytes(UTF_8)));
    Transport client = client("client");

    assertThat(text(ask(client, address, "world").reply())).isEqualTo("hello world");
  }

  @Test
  void aClientHasNoAddressAndANodeHasOne() {
    assertThat(start(newClient("client"), ECHO)).isEmpty();
    assertThat(start(newNode("server"), ECHO)).isNotEmpty();
  }

  @Test
  void theReceiverLearnsWhoAsked() {
    CompletableFuture<Transport.Peer> seen = new CompletableFuture<>();
    String address =
        start(
            newNode("server"),
            (peer, body, responder) -> {
              seen.complete(peer);
              responder.reply(body);
            });

    ask(client("a-client"), address, "x").reply();

    assertThat(seen.join().name()).isEqualTo("a-client");
    assertThat(seen.join().address()).isNotEmpty();
  }

  @Test
  void nodesAskEachOtherInBothDirections() {
    Transport left = newNode("left");
    Transport right = newNode("right");
    String leftAddress = start(left, (peer, body, responder) -> responder.reply(("left " + text(body)).getBytes(UTF_8)));
    String rightAddress = start(right, (peer, body, responder) -> responder.reply(("right " + text(body)).getBytes(UTF_8)));

    assertThat(text(ask(left, rightAddress, "a").reply())).isEqualTo("right a");
    assertThat(text(ask(right, leftAddress, "b").reply())).isEqualTo("left b");
  }

  @Test
  void repliesFindTheirRequestsHoweverManyRunAtOnceAndInWhateverOrderTheyCome() {
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      String address = start(newNode("server"), (peer, body, responder) -> workers.execute(() -> responder.reply(body)));
      Transport client = client("client");

      List<CompletableFuture<Void>> callers =
          IntStream.range(0, 20).mapToObj(caller -> CompletableFuture.runAsync(() -> askManyTimes(client, address, caller), workers)).toList();

      assertThat(CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new))).succeedsWithin(LONG);
    }
  }

  @Test
  void anEmptyBodyTravels() {
    String address = start(newNode("server"), ECHO);

    assertThat(ask(client("client"), address, "").reply()).isEmpty();
  }

  @Test
  void aBodyMayBeAsLargeAsTheLimitAndNotOneByteLarger() {
    String address = start(newNode("server"), ECHO);
    Transport client = client("client");
    byte[] atTheLimit = randomBytes(MAX_BODY_BYTES);

    assertThat(Asked.ask(client, address, atTheLimit, LONG).reply()).isEqualTo(atTheLimit);
    assertThat(Asked.ask(client, address, new byte[MAX_BODY_BYTES + 1], LONG).failure()).isInstanceOf(Failure.TooLarge.class);
    assertThat(text(ask(client, address, "still there").reply())).isEqualTo("still there");
  }

  @Test
  void aReplyMayBeAsLargeAsTheLimitAndNotOneByteLarger() {
    byte[] atTheLimit = randomBytes(MAX_BODY_BYTES);
    String address =
        start(
            newNode("server"),
            (peer, body, responder) -> {
              assertThatThrownBy(() -> responder.reply(new byte[MAX_BODY_BYTES + 1])).isInstanceOf(BadRequest.class);
              responder.reply(atTheLimit);
            });

    assertThat(ask(client("client"), address, "x").reply()).isEqualTo(atTheLimit);
  }

  @Test
  void manyBodiesOfEverySizeArriveAsTheyWereSent() {
    String address = start(newNode("server"), ECHO);
    Transport client = client("client");
    Random random = new Random(7);

    for (int i = 0; i < 50; i++) {
      byte[] body = new byte[random.nextInt(1 << random.nextInt(2, 18))];
      random.nextBytes(body);
      assertThat(Asked.ask(client, address, body, LONG).reply()).as("body %d", i).isEqualTo(body);
    }
  }

  @Test
  void whatGoesToADesertedAddressWasNotSentAndSaysThatNobodyListens() {
    Transport client = client("client");

    for (Asked asked : List.of(Asked.ask(client, deserted(), new byte[1], LONG), Asked.probe(client, deserted(), new byte[1], LONG))) {
      assertThat(asked.failure()).isInstanceOfSatisfying(Failure.NotSent.class, notSent -> assertThat(notSent.deserted()).isTrue());
    }
  }

  @Test
  void aProbeGetsItsReplyWhateverElseIsUnderWay() {
    String address = start(newNode("server"), (peer, body, responder) -> {
      if (text(body).equals("probe")) {
        responder.reply("here".getBytes(UTF_8));
      }
    });
    Transport client = client("client");
    List<Asked> unanswered = IntStream.range(0, MAX_IN_FLIGHT / 2).mapToObj(i -> ask(client, address, "x")).toList();

    assertThat(text(Asked.probe(client, address, "probe".getBytes(UTF_8), LONG).reply())).isEqualTo("here");
    assertThat(unanswered).noneMatch(Asked::isDone);
  }

  @Test
  void whatWaitsForSomebodyWhoIsGoneIsLostAtOnceAndTheAddressMayBeUsedAgain() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(3);
    String address = start(newNode("server"), (peer, body, responder) -> {
      if (text(body).equals("again")) {
        responder.reply(body);
      } else {
        arrived.countDown();
      }
    });
    Transport client = client("client");
    List<Asked> waiting = IntStream.range(0, 3).mapToObj(i -> ask(client, address, "x")).toList();
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    long start = System.nanoTime();

    client.disconnect(address, "it is gone");

    assertThat(waiting).allSatisfy(one -> assertThat(one.failure()).isInstanceOf(Failure.Lost.class));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
    assertThat(text(ask(client, address, "again").reply())).isEqualTo("again");
    client.disconnect(deserted(), "nobody was ever there");
  }

  @Test
  void whatGoesToNoAddressWasNotSent() {
    assertThat(Asked.ask(client("client"), "no address", new byte[1], LONG).failure()).isInstanceOf(Failure.NotSent.class);
  }

  @Test
  void aRequestNobodyAnswersIsLostWhenItsTimeIsUp() {
    String address = start(newNode("server"), ONLY_CONNECTS);
    Transport client = client("client");
    ask(client, address, CONNECT).reply();
    long start = System.nanoTime();

    Failure failure = Asked.ask(client, address, new byte[1], Duration.ofMillis(300)).failure();

    assertThat(failure).isInstanceOf(Failure.Lost.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
  }

  @Test
  void aReplyThatComesTooLateIsDroppedAndReachesNobodyElse() {
    CompletableFuture<Responder> late = new CompletableFuture<>();
    String address =
        start(
            newNode("server"),
            (peer, body, responder) -> {
              if (text(body).equals(CONNECT)) {
                responder.reply(body);
              } else if (!late.complete(responder)) {
                late.join().reply("late".getBytes(UTF_8));
                responder.reply(body);
              }
            });
    Transport client = client("client");
    ask(client, address, CONNECT).reply();
    Asked first = Asked.ask(client, address, new byte[1], Duration.ofMillis(100));
    assertThat(first.failure()).isInstanceOf(Failure.Lost.class);

    assertThat(text(ask(client, address, "mine").reply())).isEqualTo("mine");
    assertThat(first.answers()).isEqualTo(1);
  }

  @Test
  void requestsInFlightAreLostWhenTheirReceiverCloses() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(10);
    Transport server = newNode("server");
    String address = start(server, (peer, body, responder) -> arrived.countDown());
    Transport client = client("client");
    List<Asked> asked = IntStream.range(0, 10).mapToObj(i -> ask(client, address, "x")).toList();
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

    server.close();

    assertThat(asked).allSatisfy(one -> assertThat(one.failure()).isInstanceOf(Failure.Lost.class));
    assertThat(ask(client, address, "after").failure()).isInstanceOf(Failure.NotSent.class);
  }

  @Test
  void theWindowHoldsAsManyRequestsAsItsLimitAndNotOneMore() {
    List<Responder> waiting = Collections.synchronizedList(new ArrayList<>());
    String address = start(newNode("server"), (peer, body, responder) -> waiting.add(responder));
    Transport client = client("client");
    List<Asked> full = IntStream.range(0, MAX_IN_FLIGHT).mapToObj(i -> ask(client, address, "x")).toList();

    assertThat(ask(client, address, "one more").failure()).isInstanceOf(Failure.Full.class);
    await().until(() -> waiting.size() == MAX_IN_FLIGHT);
    assertThat(ask(client, address, "one more").failure()).isInstanceOf(Failure.Full.class);
    waiting.getFirst().reply("go".getBytes(UTF_8));
    await().until(() -> full.stream().filter(Asked::isDone).count() == 1);
    Asked next = ask(client, address, "now there is room");
    await().until(() -> waiting.size() == MAX_IN_FLIGHT + 1);
    waiting.getLast().reply("fine".getBytes(UTF_8));

    assertThat(text(next.reply())).isEqualTo("fine");
  }

  @Test
  void whoClosesGetsAnAnswerForEverythingItAsked() {
    String address = start(newNode("server"), SILENT);
    Transport client = client("client");
    List<Asked> asked = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> ask(client, address, "x")).toList());
    asked.addAll(IntStream.range(0, 20).mapToObj(i -> ask(client, deserted(), "x")).toList());

    client.close();
    asked.add(ask(client, address, "after the end"));

    assertThat(asked).allSatisfy(one -> assertThat(one.failure()).isInstanceOfAny(Failure.Lost.class, Failure.NotSent.class));
    assertThat(asked).allSatisfy(one -> assertThat(one.answers()).isEqualTo(1));
    assertThat(asked.getLast().failure()).isInstanceOf(Failure.NotSent.class);
  }

  @Test
  void aClosedTransportCanNotBeStarted() {
    Transport closed = newNode("closed");
    closed.close();

    assertThatThrownBy(() -> closed.start(ECHO).get()).isInstanceOf(ExecutionException.class);
  }

  @Test
  void closingTwiceIsClosing() {
    Transport server = newNode("server");
    start(server, ECHO);

    server.close();
    server.close();
  }

  @Test
  void aHandlerThatThrowsCostsItsOwnRequestOnly() {
    String address =
        start(
            newNode("server"),
            (peer, body, responder) -> {
              if (text(body).equals("bad")) {
                throw new IllegalStateException("thrown on purpose");
              }
              responder.reply(body);
            });
    Transport client = client("client");
    ask(client, address, CONNECT).reply();

    Asked bad = Asked.ask(client, address, "bad".getBytes(UTF_8), Duration.ofMillis(400));

    assertThat(text(ask(client, address, "good").reply())).isEqualTo("good");
    assertThat(bad.failure()).isInstanceOf(Failure.Lost.class);
  }

  @Test
  void aRequestThatBlocksDoesNotHoldUpTheOthers() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    String address =
        start(
            newNode("server"),
            (peer, body, responder) -> {
              if (text(body).equals("block")) {
                blocked.countDown();
                awaitQuietly(release);
              }
              responder.reply(body);
            });
    Transport client = client("client");
    Asked stuck = ask(client, address, "block");
    assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 20; i++) {
      assertThat(text(ask(client, address, "quick " + i).reply())).isEqualTo("quick " + i);
    }

    assertThat(stuck.isDone()).isFalse();
    release.countDown();
    assertThat(text(stuck.reply())).isEqualTo("block");
  }

  @Test
  void handlersThatAskBackThroughTheSameConnectionsDoNotDeadLock() {
    Transport left = newNode("left");
    Transport right = newNode("right");
    CompletableFuture<String> rightAddress = new CompletableFuture<>();
    String leftAddress = start(left, (peer, body, responder) -> responder.reply(countDown(left, rightAddress.join(), body)));
    rightAddress.complete(start(right, (peer, body, responder) -> responder.reply(countDown(right, leftAddress, body))));

    assertThat(text(ask(left, rightAddress.join(), "12").reply())).isEqualTo("done");
  }

  @Test
  void aBrokenReplyHandlerDoesNotHurtTheTransport() {
    String address = start(newNode("server"), ECHO);
    Transport client = client("client");
    AtomicInteger calls = new AtomicInteger();
    client.request(
        address,
        new byte[1],
        LONG.toNanos(),
        new Transport.ReplyHandler() {
          @Override
          public void onReply(byte[] body) {
            calls.incrementAndGet();
            throw new IllegalStateException("thrown on purpose");
          }

          @Override
          public void onFailure(Failure failure) {
            calls.incrementAndGet();
          }
        });

    assertThat(text(ask(client, address, "next").reply())).isEqualTo("next");
    await().untilAsserted(() -> assertThat(calls).hasValue(1));
  }

  protected final String start(Transport transport, RequestHandler handler) {
    opened.add(transport);
    return transport.start(handler).orTimeout(10, TimeUnit.SECONDS).join();
  }

  protected final Transport client(String name) {
    Transport client = newClient(name);
    start(client, SILENT);
    return client;
  }

  protected static Asked ask(Transport transport, String address, String body) {
    return Asked.ask(transport, address, body.getBytes(UTF_8), LONG);
  }

  /** Asks the other side as often as the number says, each time from inside a handler. */
  private static byte[] countDown(Transport transport, String other, byte[] body) {
    int left = Integer.parseInt(text(body));
    return left == 0 ? "done".getBytes(UTF_8) : ask(transport, other, Integer.toString(left - 1)).reply();
  }

  private static void askManyTimes(Transport client, String address, int caller) {
    for (int i = 0; i < 200; i++) {
      String text = caller + "/" + i;
      assertThat(text(ask(client, address, text).reply())).isEqualTo(text);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

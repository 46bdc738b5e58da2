package dev.highlander.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.fault.HttpFault;
import dev.highlander.testkit.fault.HttpFaultProxy;
import dev.highlander.testkit.fault.SeenRequest;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the store makes of each thing that goes wrong on the way (protocol F4), and that it sends each write exactly once (F8). */
class S3StoreFaultIT {

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofMillis(500);

  @TempDir
  private static Path folder;

  private static S3TestServer server;
  private static HttpFaultProxy proxy;

  private String key;
  private S3Store store;
  private S3Store direct;

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3TestServer(folder);
    proxy = server.proxy();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openStores(TestInfo test) {
    key = "faults/" + Integer.toUnsignedString((test.getTestMethod().orElseThrow().getName() + test.getDisplayName()).hashCode(), 36);
    store = server.throughProxy().attemptTimeout(ATTEMPT_TIMEOUT).totalTimeout(Duration.ofSeconds(5)).open(TestPlatform.real());
    direct = server.direct().open(TestPlatform.real());
    proxy.heal();
    proxy.forget();
  }

  @AfterEach
  void closeStores() {
    store.close();
    direct.close();
  }

  /** A fault, the outcome it must have, and whether the bytes must be stored. */
  static Stream<Arguments> faultsAndOutcomes() {
    return Stream.of(
        Arguments.of(new HttpFault.LoseReply(), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.SilenceAfterCommit(), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.FailAfterCommit(500, "InternalError"), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.FailAfterCommit(503, "ServiceUnavailable"), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.FailAfterCommit(502, "BadGateway"), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.FailAfterCommit(504, "GatewayTimeout"), StoreWrite.Unknown.class, true),
        Arguments.of(new HttpFault.FailAfterCommit(412, "PreconditionFailed"), StoreWrite.Conflict.class, true),
        Arguments.of(new HttpFault.BlackHole(), StoreWrite.Unknown.class, false),
        Arguments.of(new HttpFault.Reset(), StoreWrite.Unknown.class, false),
        Arguments.of(new HttpFault.Answer(500, "InternalError"), StoreWrite.Unknown.class, false),
        Arguments.of(new HttpFault.Answer(503, "SlowDown"), StoreWrite.Unknown.class, false),
        Arguments.of(new HttpFault.Answer(400, "RequestTimeout"), StoreWrite.Unknown.class, false),
        Arguments.of(new HttpFault.Answer(409, "ConditionalRequestConflict"), StoreWrite.RetryCondition.class, false),
        Arguments.of(new HttpFault.Answer(409, "OperationAborted"), StoreWrite.RetryCondition.class, false),
        Arguments.of(new HttpFault.Answer(404, "NoSuchKey"), StoreWrite.Conflict.class, false),
        Arguments.of(new HttpFault.Answer(404, "NoSuchBucket"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(403, "AccessDenied"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(403, "SignatureDoesNotMatch"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(400, "EntityTooLarge"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(429, "TooManyRequests"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(301, "PermanentRedirect"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Answer(501, "NotImplemented"), StoreWrite.Refused.class, false),
        Arguments.of(new HttpFault.Slow(Duration.ofMillis(100)), StoreWrite.Written.class, true));
  }

  @ParameterizedTest
  @MethodSource("faultsAndOutcomes")
  void aCreateHasItsOutcomeAfterOneAttempt(HttpFault fault, Class<? extends StoreWrite> outcome, boolean stored) {
    proxy.next("PUT", fault);

    StoreWrite answer = join(store.write(key, bytes("new"), Precondition.absent()));

    assertThat(answer).isInstanceOf(outcome);
    assertThat(proxy.count("PUT")).isOne();
    assertThat(direct.load(key).join()).isInstanceOf(stored ? StoreRead.Found.class : StoreRead.Missing.class);
  }

  @ParameterizedTest
  @MethodSource("faultsAndOutcomes")
  void aReplacementHasItsOutcomeAfterOneAttempt(HttpFault fault, Class<? extends StoreWrite> outcome, boolean stored) {
    String etag = written(direct.write(key, bytes("old"), Precondition.absent()));
    proxy.next("PUT", fault);

    StoreWrite answer = join(store.write(key, bytes("new"), Precondition.matches(etag)));

    assertThat(answer).isInstanceOf(outcome);
    assertThat(proxy.count("PUT")).isOne();
    assertThat(text(key)).isEqualTo(stored ? "new" : "old");
  }

  @ParameterizedTest
  @MethodSource("faultsAndOutcomes")
  void aDeleteHasItsOutcomeAfterOneAttempt(HttpFault fault, Class<? extends StoreWrite> outcome, boolean deleted) {
    String etag = written(direct.write(key, bytes("old"), Precondition.absent()));
    proxy.next("DELETE", fault);

    StoreWrite answer = join(store.delete(key, etag));

    assertThat(answer).isInstanceOf(outcome);
    assertThat(proxy.count("DELETE")).isOne();
    assertThat(direct.load(key).join()).isInstanceOf(deleted ? StoreRead.Missing.class : StoreRead.Found.class);
  }

  @Test
  void everyWriteAndDeleteThatWasSentCarriesACondition() {
    String etag = written(store.write(key, bytes("one"), Precondition.absent()));
    String next = written(store.write(key, bytes("two"), Precondition.matches(etag)));
    written(store.delete(key, next));

    List<SeenRequest> changes = proxy.seen().stream().filter(request -> !request.method().equals("GET")).toList();
    assertThat(changes).hasSize(3);
    assertThat(changes.get(0).headers()).contains("If-None-Match: *");
    assertThat(changes.get(1).headers()).contains("If-Match: " + etag);
    assertThat(changes.get(2).headers()).contains("If-Match: " + next);
  }

  @Test
  void theSameBytesUnderTheSameConditionAfterALostReplyAreAConflictAndFoundStored() {
    proxy.next("PUT", new HttpFault.LoseReply());

    assertThat(join(store.write(key, bytes("token-1"), Precondition.absent()))).isInstanceOf(StoreWrite.Unknown.class);

    assertThat(join(store.write(key, bytes("token-1"), Precondition.absent()))).isEqualTo(new StoreWrite.Conflict());
    assertThat(text(key)).isEqualTo("token-1");
  }

  @Test
  void aWriteThatArrivesLateIsRefusedOnceSomebodyElseWrote() {
    String etag = written(direct.write(key, bytes("old"), Precondition.absent()));
    var arrival = new CompletableFuture<Void>();
    var answered = new CompletableFuture<Integer>();
    proxy.next("PUT", new HttpFault.ArriveLate(arrival, answered));

    assertThat(join(store.write(key, bytes("late"), Precondition.matches(etag)))).isInstanceOf(StoreWrite.Unknown.class);
    written(direct.write(key, bytes("heir"), Precondition.matches(etag)));
    arrival.complete(null);

    assertThat(join(answered)).isEqualTo(412);
    assertThat(text(key)).isEqualTo("heir");
  }

  @Test
  void aWriteThatArrivesLateBeforeAnybodyElseWroteIsStored() {
    String etag = written(direct.write(key, bytes("old"), Precondition.absent()));
    var arrival = new CompletableFuture<Void>();
    var answered = new CompletableFuture<Integer>();
    proxy.next("PUT", new HttpFault.ArriveLate(arrival, answered));

    assertThat(join(store.write(key, bytes("late"), Precondition.matches(etag)))).isInstanceOf(StoreWrite.Unknown.class);
    assertThat(text(key)).isEqualTo("old");
    arrival.complete(null);

    assertThat(join(answered)).isEqualTo(200);
    assertThat(text(key)).isEqualTo("late");
    assertThat(join(direct.write(key, bytes("heir"), Precondition.matches(etag)))).isEqualTo(new StoreWrite.Conflict());
  }

  @Test
  void aDuplicateOfAWriteChangesNothing() {
    String etag = written(direct.write(key, bytes("old"), Precondition.absent()));
    var again = new CompletableFuture<Void>();
    var answered = new CompletableFuture<Integer>();
    proxy.next("PUT", new HttpFault.Duplicate(again, answered));

    String next = written(store.write(key, bytes("new"), Precondition.matches(etag)));
    written(direct.write(key, bytes("newer"), Precondition.matches(next)));
    again.complete(null);

    assertThat(join(answered)).isEqualTo(412);
    assertThat(text(key)).isEqualTo("newer");
  }

  @Test
  void aDuplicateOfADeleteDoesNotRemoveAnObjectCreatedAgain() {
    String etag = written(direct.write(key, bytes("first life"), Precondition.absent()));
    var again = new CompletableFuture<Void>();
    var answered = new CompletableFuture<Integer>();
    proxy.next("DELETE", new HttpFault.Duplicate(again, answered));

    written(store.delete(key, etag));
    written(direct.write(key, bytes("second life"), Precondition.absent()));
    again.complete(null);

    assertThat(join(answered)).isEqualTo(412);
    assertThat(text(key)).isEqualTo("second life");
  }

  @Test
  void aReadIsRepeatedUntilItSucceeds() {
    written(direct.write(key, bytes("there"), Precondition.absent()));
    proxy.next("GET", new HttpFault.Reset()).next("GET", new HttpFault.Answer(503, "SlowDown"));

    assertThat(join(store.load(key))).isInstanceOf(StoreRead.Found.class);

    assertThat(proxy.count("GET")).isEqualTo(3);
  }

  @Test
  void aReadThatCanNotBeAnsweredHasFailedAndIsNotMissing() {
    proxy.every(new HttpFault.Answer(503, "SlowDown"));
    assertThat(join(store.load(key))).isInstanceOfSatisfying(StoreRead.Failed.class,
        failed -> assertThat(failed.reason()).contains("503", "SlowDown"));
    assertThat(join(store.list("", null, 10))).isInstanceOf(Listing.Failed.class);

    proxy.every(new HttpFault.Answer(404, "NoSuchBucket"));
    assertThat(join(store.load(key))).isInstanceOf(StoreRead.Failed.class);
  }

  @Test
  void aServerThatIsNotThereRefusesWritesAndFailsReads() throws Exception {
    URI nobody;
    try (var taken = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }
    try (S3Store unreachable = S3Store.bucket("bucket").endpoint(nobody).credentials("key", "secret").open(TestPlatform.real())) {
      assertThat(join(unreachable.write(key, bytes("x"), Precondition.absent()))).isInstanceOf(StoreWrite.Refused.class);
      assertThat(join(unreachable.load(key))).isInstanceOf(StoreRead.Failed.class);
    }
  }

  @Test
  void withWrongKeysNothingIsWrittenAndTheReasonShowsNoSecret() {
    try (S3Store stranger = server.throughProxy().credentials("stranger", "wrong-secret").open(TestPlatform.real())) {
      assertThat(join(stranger.write(key, bytes("x"), Precondition.absent()))).isInstanceOfSatisfying(StoreWrite.Refused.class,
          refused -> assertThat(refused.reason()).contains("403").doesNotContain("wrong-secret"));
      assertThat(stranger.toString()).doesNotContain("wrong-secret");
    }
  }

  @Test
  void aFullClientRefusesAtOnceAndSendsNothing() {
    var release = new CompletableFuture<Void>();
    proxy.every(new HttpFault.HoldRequest(release));
    try (S3Store small = server.throughProxy().maxInFlight(2).maxWaiting(3).open(TestPlatform.real())) {
      List<CompletableFuture<StoreWrite>> admitted = IntStream.range(0, 5)
          .mapToObj(i -> small.write(key + "-" + i, bytes("x"), Precondition.absent()))
          .toList();

      CompletableFuture<StoreWrite> sixth = small.write(key + "-5", bytes("x"), Precondition.absent());

      assertThat(sixth).isCompletedWithValue(
          new StoreWrite.Refused("the store client is full: 2 requests on the wire and 3 waiting"));
      assertThat(small.load(key)).isCompletedWithValue(
          new StoreRead.Failed("the store client is full: 2 requests on the wire and 3 waiting"));
      release.complete(null);
      assertThat(admitted).allSatisfy(each -> assertThat(join(each)).isInstanceOf(StoreWrite.Written.class));
      assertThat(proxy.count("PUT")).isEqualTo(5);
      written(small.write(key + "-5", bytes("x"), Precondition.absent()));
    }
  }

  @Test
  void aClosedStoreRefuses() {
    store.close();

    assertThat(store.write(key, bytes("x"), Precondition.absent())).isCompletedWithValue(new StoreWrite.Refused("the store is closed"));
    assertThat(store.load(key)).isCompletedWithValue(new StoreRead.Failed("the store is closed"));
    assertThat(proxy.seen()).isEmpty();
  }

  @Test
  void aWriteOnTheWireWhenTheStoreIsClosedIsUnknown() {
    var release = new CompletableFuture<Void>();
    proxy.next("PUT", new HttpFault.HoldRequest(release));
    var write = store.write(key, bytes("x"), Precondition.absent());
    await().until(() -> proxy.count("PUT") == 1);

    store.close();

    assertThat(join(write)).isInstanceOf(StoreWrite.Unknown.class);
    release.complete(null);
  }

  private String text(String key) {
    StoreRead read = join(direct.load(key));
    assertThat(read).isInstanceOf(StoreRead.Found.class);
    return new String(((StoreRead.Found) read).body(), UTF_8);
  }

  private static String written(CompletableFuture<StoreWrite> answer) {
    assertThat(join(answer)).isInstanceOf(StoreWrite.Written.class);
    return ((StoreWrite.Written) join(answer)).etag();
  }

  private static <T> T join(CompletableFuture<T> answer) {
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

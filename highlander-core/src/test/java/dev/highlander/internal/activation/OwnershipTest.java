package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import dev.highlander.internal.activation.HostFixture.Node;
import dev.highlander.internal.activation.HostFixture.Pending;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.internal.routing.Router;
import dev.highlander.internal.routing.RouterContext;
import dev.highlander.internal.routing.RouterSettings;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.memory.MemoryNetwork;
import dev.highlander.memory.StoreFault;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.StoreRead;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may serve, when: protocol L3, L5, L6, L7, L8, F3, F4, on one thread. */
class OwnershipTest {

  private static final ObjectId X = new ObjectId("account", "x");

  private final HostFixture fixture = new HostFixture();

  private static String json(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Done.class);
    Payload value = ((Answer.Done) answer).value();
    return value instanceof Payload.Json json ? new String(json.value(), StandardCharsets.UTF_8) : String.valueOf(((Payload.Live) value).value());
  }

  @Test
  void theLoserOfAClaimIsToldWhoOwns() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.query("x", "total"));

    Answer answer = fixture.answer(b.query("x", "total"));

    assertThat(answer).isInstanceOfSatisfying(Answer.NotOwner.class, not -> {
      assertThat(not.hint()).isNotNull();
      assertThat(not.hint().node()).isEqualTo("a");
    });
  }

  @Test
  void anHeirOfAnUncleanEndWaitsBeforeItLoads() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[1]"));
    fixture.cluster.suspend(a.tenure().incarnation().id());
    fixture.cluster.expire(a.tenure().incarnation().id());

    Pending query = b.query("x", "total");
    fixture.time.advance(HostFixture.SETTINGS.takeoverWait().minusMillis(50));
    assertThat(query.answered()).isFalse();
    // What the old owner still commits before its lease ends is seen, because loading comes after the wait (protocol L5).
    Pending late = a.update("x", "deposit", "[1]");
    fixture.time.advance(Duration.ofMillis(100));

    assertThat(late.answered()).isTrue();
    assertThat(json(fixture.answer(query))).isEqualTo(late.answer() instanceof Answer.Done ? "2" : "1");
  }

  @Test
  void aNodeWhoseLeaseIsOverSendsCallersOfNewObjectsElsewhere() {
    Node a = fixture.node("a");
    fixture.cluster.suspend(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(2_100));

    assertThat(fixture.answer(a.update("new", "deposit", "[1]"))).isEqualTo(new Answer.NotOwner(null));
  }

  @Test
  void aNodeThatCantAskTheRegistrySaysSoToCallersOfNewObjectsWhoTryAgain() {
    Node a = fixture.node("a");
    fixture.cluster.suspend(a.tenure().incarnation().id());

    assertThat(fixture.answer(a.update("new", "deposit", "[1]")))
        .isInstanceOfSatisfying(Answer.Failed.class, failed -> {
          assertThat(failed.problem().code()).isEqualTo(Problem.NOT_NOW);
          assertThat(failed.toException()).isInstanceOf(Unavailable.class).hasMessageContaining("could not be claimed");
        });
    fixture.cluster.resume(a.tenure().incarnation().id());
    assertThat(json(fixture.answer(a.update("new", "deposit", "[1]")))).isEqualTo("1");
  }

  @Test
  void theServiceIsOneCallerWhicheverProcessItRunsIn() {
    Node a = fixture.node("a");
    RequestId request = RequestId.named("payment");
    Operation deposit = new Operation.Update("deposit");

    Answer first = fixture.answer(a.call("x", deposit, "[1]", request, false, 0, Caller.service("a")));
    Answer again = fixture.answer(a.call("x", deposit, "[1]", request, true, 0, Caller.service("b")));
    Answer asUser = fixture.answer(a.call("x", deposit, "[1]", request, true, 0, Caller.user("b")));

    assertThat(json(again)).isEqualTo(json(first));
    assertThat(asUser).isInstanceOfSatisfying(
        Answer.Failed.class, failed -> assertThat(failed.problem().code()).isEqualTo(Problem.REQUEST_REUSED));
    assertThat(json(fixture.answer(a.query("x", "total")))).isEqualTo("1");
  }

  @Test
  void anOwnerServesUntilItsLeaseEndsAndNotLonger() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    fixture.cluster.suspend(a.tenure().incarnation().id());

    fixture.time.advance(Duration.ofMillis(1_500));
    assertThat(json(a.query("x", "total").answer())).isEqualTo("1");
    fixture.time.advance(Duration.ofMillis(600));

    assertThat(a.query("x", "total").answer()).isEqualTo(new Answer.NotOwner(null));
    assertThat(a.update("x", "deposit", "[1]").answer()).isEqualTo(new Answer.NotOwner(null));
  }

  @Test
  void aSuspendedOwnerCarriesOnWhenItIsBackInTime() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    String incarnation = a.tenure().incarnation().id();
    fixture.cluster.suspend(incarnation);
    fixture.time.advance(Duration.ofMillis(2_500));

    fixture.cluster.resume(incarnation);
    fixture.time.advance(Duration.ofMillis(500));

    assertThat(json(a.query("x", "total").answer())).isEqualTo("1");
  }

  @Test
  void aLeaseThatEndsBetweenTheWriteAndItsReplyMakesTheOutcomeUnknown() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldReply(gate));
    RequestId id = a.nextRequest();
    Pending update = a.call("x", new Operation.Update("deposit"), "[2]", id, false);
    String incarnation = a.tenure().incarnation().id();
    fixture.cluster.suspend(incarnation);
    fixture.time.advance(Duration.ofMillis(2_100));

    gate.complete(null);
    fixture.time.run();

    assertThat(update.answer()).isInstanceOf(Answer.Unknown.class);
    fixture.cluster.resume(incarnation);
    fixture.time.advance(Duration.ofMillis(500));
    assertThat(json(fixture.answer(a.call("x", new Operation.Update("deposit"), "[2]", id, true)))).isEqualTo("3");
  }

  @Test
  void aWallClockThatJumpsEndsTheLeaseUntilTheNextRenewal() {
    Node a = fixture.node("a");
    fixture.answer(a.query("x", "total"));
    fixture.time.jumpWallClock(Duration.ofSeconds(-5));
    fixture.cluster.suspend(a.tenure().incarnation().id());

    fixture.time.advance(Duration.ofMillis(300));

    assertThat(a.query("x", "total").answer()).isEqualTo(new Answer.NotOwner(null));
  }

  @Test
  void anExpelledNodeDropsEverythingAndJoinsAgainAsAnother() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    String before = a.tenure().incarnation().id();

    fixture.cluster.expel(before);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(a.tenure().incarnation().id()).isNotEqualTo(before);
    assertThat(a.host.size()).isZero();
    assertThat(json(fixture.answer(a.query("x", "total")))).isEqualTo("1");
  }

  @Test
  void anIdleObjectIsTornDownReleasedCleanAndComesBackUnchanged() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[3]"));

    fixture.time.advance(Duration.ofSeconds(70));
    assertThat(a.host.size()).isZero();
    assertThat(fixture.cluster.objectCount()).isZero();
    Pending query = b.query("x", "total");
    fixture.time.advance(Duration.ofMillis(5));

    assertThat(json(query.answer())).isEqualTo("3");
  }

  @Test
  void anObjectInUseIsNotTornDown() {
    Node a = fixture.node("a");
    fixture.answer(a.query("x", "total"));
    for (int i = 0; i < 5; i++) {
      fixture.time.advance(Duration.ofSeconds(50));
      assertThat(json(a.query("x", "total").answer())).isEqualTo("0");
    }

    assertThat(a.host.size()).isEqualTo(1);
  }

  @Test
  void aNodeThatLeavesFinishesWritesAndReleasesCleanSoThatNobodyWaits() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending update = a.update("x", "deposit", "[3]");
    CompletableFuture<Void> left = a.host.leave(Duration.ofSeconds(10));
    fixture.time.advance(Duration.ofMillis(100));
    assertThat(left).isNotDone();

    gate.complete(null);
    fixture.time.advance(Duration.ofMillis(100));

    assertThat(json(update.answer())).isEqualTo("3");
    assertThat(left).isDone();
    Pending query = b.query("x", "total");
    fixture.time.advance(Duration.ofMillis(5));
    assertThat(json(query.answer())).isEqualTo("3");
  }

  @Test
  void aLateWriteOfAPredecessorIsRefusedOnceTheHeirHasWritten() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(arrives));
    Pending late = a.update("x", "deposit", "[100]");
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));
    fixture.store.faults().heal();
    assertThat(json(fixture.answer(b.update("x", "deposit", "[2]")))).isEqualTo("3");

    arrives.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(late.answer()).isInstanceOf(Answer.Unknown.class);
    assertThat(json(fixture.answer(b.update("x", "deposit", "[3]")))).isEqualTo("6");
  }

  @Test
  void aLateWriteOfAPredecessorThatComesFirstMakesTheHeirLoadAgain() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.ArriveLate(arrives)).every(key -> new StoreFault.LoseRequest());
    RequestId id = a.nextRequest();
    a.call("x", new Operation.Update("deposit"), "[100]", id, false);
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));
    fixture.store.faults().heal();
    assertThat(json(fixture.answer(b.query("x", "total")))).isEqualTo("1");

    arrives.complete(null);
    Answer heirs = fixture.answer(b.update("x", "deposit", "[2]"));

    assertThat(heirs).isEqualTo(new Answer.NotOwner(null));
    Answer repeated = fixture.answer(b.call("x", new Operation.Update("deposit"), "[100]", id, true));
    assertThat(json(repeated)).isEqualTo("101");
  }

  @Test
  void aRefusalOfARepeatedUpdateHoldsEvenIfItsFirstAttemptArrivesLater() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[10]"));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.ArriveLate(arrives)).every(key -> new StoreFault.LoseRequest());
    RequestId id = RequestId.named("transfer-1");
    a.call("x", new Operation.Update("withdraw"), "[10]", id, false);
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));
    fixture.store.faults().heal();
    fixture.answer(b.query("x", "total"));

    // The heir decides on the state without the withdrawal; it refuses, say because the handler was changed: here, a broken argument.
    Answer refused = fixture.answer(b.call("x", new Operation.Update("withdraw"), "[\"ten\"]", RequestId.named("transfer-2"), true));
    arrives.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(((Answer.Failed) refused).problem().kind()).isEqualTo(ErrorKind.BAD_REQUEST);
    assertThat(json(fixture.answer(b.query("x", "total")))).isEqualTo("10");
    StoreRead.Found found = (StoreRead.Found) fixture.store.load(StoreKeys.of(X)).join();
    assertThat(new String(found.body(), StandardCharsets.UTF_8)).contains("\"balance\":10").contains("transfer-2");
  }

  /** A claim that can't even be sent, for want of memory for example. */
  @Test
  void anErrorWhileAClaimIsBegunEndsTheActivationAndNotTheObject() {
    Node a = fixture.node("a");
    Tenure tenure = a.tenure();
    a.host.tenure(new Tenure(failing(tenure.incarnation()), tenure.lease(), tenure.generation()));

    Answer call = fixture.answer(a.query("x", "total"));
    List<Boolean> queued = new ArrayList<>();
    a.host.succeed(new ObjectId("account", "y"), "somebody", Duration.ofSeconds(1), queued::add);

    assertThat(((Answer.Failed) call).problem().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(queued).containsExactly(false);
    assertThat(a.host.size()).isZero();
    a.host.tenure(tenure);
    assertThat(json(fixture.answer(a.query("x", "total")))).isEqualTo("0");
  }

  private static Incarnation failing(Incarnation real) {
    return (Incarnation)
        Proxy.newProxyInstance(
            Incarnation.class.getClassLoader(),
            new Class<?>[] {Incarnation.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("claim") || method.getName().equals("succeed")) {
                throw new OutOfMemoryError("as if");
              }
              return method.invoke(real, arguments);
            });
  }

  @Test
  void aStoredEpochThatIsHigherMakesTheOwnerStepDownAndTouchNothing() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    fixture.time.advance(Duration.ofSeconds(70));
    StoreRead.Found found = (StoreRead.Found) fixture.store.load(StoreKeys.of(X)).join();
    String future = new String(found.body(), StandardCharsets.UTF_8).replaceAll("\"generation\":1", "\"generation\":9");
    fixture.store.write(StoreKeys.of(X), future.getBytes(StandardCharsets.UTF_8), Precondition.matches(found.etag())).join();

    Answer answer = fixture.answer(a.query("x", "total"));

    assertThat(answer).isEqualTo(new Answer.NotOwner(null));
    StoreRead.Found after = (StoreRead.Found) fixture.store.load(StoreKeys.of(X)).join();
    assertThat(new String(after.body(), StandardCharsets.UTF_8)).isEqualTo(future);
  }

  @Test
  void aDamagedOrCopiedSnapshotIsRefusedAndLeftAsItIs() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    StoreRead.Found found = (StoreRead.Found) fixture.store.load(StoreKeys.of(X)).join();
    fixture.store.write(StoreKeys.of(new ObjectId("account", "copy")), found.body(), Precondition.absent()).join();
    byte[] damaged = "{\"format\":1".getBytes(StandardCharsets.UTF_8);
    fixture.store.write(StoreKeys.of(new ObjectId("account", "damaged")), damaged, Precondition.absent()).join();

    for (String id : new String[] {"copy", "damaged"}) {
      Answer answer = fixture.answer(a.update(id, "deposit", "[1]"));
      assertThat(((Answer.Failed) answer).problem().kind()).isEqualTo(ErrorKind.CORRUPT_OBJECT);
    }
    assertThat(((StoreRead.Found) fixture.store.load(StoreKeys.of(new ObjectId("account", "copy"))).join()).body()).isEqualTo(found.body());
  }

  @Test
  void aStrictReadSeesWhatIsInTheStoreEvenIfMemoryDoesNot() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.ArriveLate(arrives)).every(key -> new StoreFault.LoseRequest());
    a.update("x", "deposit", "[100]");
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));
    fixture.store.faults().heal();
    fixture.answer(b.query("x", "total"));
    arrives.complete(null);

    Pending strict = new Pending();
    b.host.invoke(
        new dev.highlander.internal.model.Invocation(
            X, new Operation.Query("total"), dev.highlander.internal.model.Arguments.NONE, dev.highlander.Caller.user("alice"), null, 0, false,
            java.util.List.of(), true, Long.MAX_VALUE / 2),
        strict.answers::add);

    // The activation finds out that it is behind, steps down, and the next one reads what is stored.
    assertThat(fixture.answer(strict)).isEqualTo(new Answer.NotOwner(null));
    assertThat(json(fixture.answer(b.query("x", "total")))).isEqualTo("101");
  }

  @Test
  void aStrictReadWaitsForAWriteOfItsOwnOwnerHoweverLongItsAnswerTakes() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var answered = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldReply(answered));
    Pending update = a.update("x", "deposit", "[100]");
    Pending strict = new Pending();

    a.call(strict(a), strict.answers::add);
    fixture.time.advance(Duration.ofSeconds(5));

    assertThat(strict.answered()).isFalse();
    answered.complete(null);
    assertThat(json(fixture.answer(update))).isEqualTo("101");
    assertThat(json(fixture.answer(strict))).isEqualTo("101");
  }

  @Test
  void aStrictReadWaitsUntilItsDeadlineOnly() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    fixture.store.faults().next(new StoreFault.HoldReply(new CompletableFuture<>()));
    Pending update = a.update("x", "deposit", "[100]");
    Pending strict = new Pending();

    a.call(strict(a), strict.answers::add);
    fixture.time.advance(Duration.ofSeconds(31));

    assertThat(((Answer.Failed) strict.answer()).problem().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(update.answered()).isFalse();
    assertThat(json(fixture.answer(a.query("x", "total")))).as("the activation is as healthy as before").isEqualTo("1");
  }

  private static dev.highlander.internal.model.Invocation strict(Node node) {
    var plain = node.invocation(X, new Operation.Query("total"), "[]", null, false, 0, dev.highlander.Caller.user("alice"));
    return new dev.highlander.internal.model.Invocation(
        X, plain.operation(), plain.arguments(), plain.caller(), null, 0, false, plain.path(), true, plain.deadlineNanos());
  }

  @Test
  void theFloorOfACallerThatLeavesWhileItsUpdateIsUnderWayIsKept() {
    Node a = fixture.node("a");
    Node b = fixture.node("b");
    String gone = b.tenure().incarnation().id();
    fixture.answer(a.call("x", new Operation.Update("deposit"), "[1]", new RequestId.Sequenced(gone, 1), false));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(arrives));
    Pending first = a.update("x", "deposit", "[10]");
    Pending last =
        a.call("x", new Operation.Update("deposit"), "[100]", new RequestId.Sequenced(gone, 5), false, 5, dev.highlander.Caller.user("alice"));
    fixture.cluster.expire(gone);
    fixture.time.advance(Duration.ofMillis(10));
    arrives.complete(null);
    fixture.answer(first);
    fixture.answer(last);

    Answer late = fixture.answer(a.call("x", new Operation.Update("deposit"), "[1000]", new RequestId.Sequenced(gone, 3), false));

    assertThat(late).isInstanceOf(Answer.Failed.class);
    assertThat(json(fixture.answer(a.query("x", "total")))).isEqualTo("111");
  }

  @Test
  void anErrorWhileAWriteIsBegunByATimerEndsTheActivationAndNotTheObject() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(arrives));
    Pending first = a.update("x", "deposit", "[10]");
    Pending second = a.update("x", "deposit", "[100]");
    // What is drawn next is the token of the second write, on the thread that brings the first one's answer.
    fixture.onRandom = () -> {
      fixture.onRandom = () -> { };
      throw new LinkageError("as if a class could not be loaded");
    };

    arrives.complete(null);

    assertThat(json(fixture.answer(first))).isEqualTo("11");
    assertThat(fixture.answer(second)).isInstanceOf(Answer.Unknown.class);
    fixture.time.advance(HostFixture.SETTINGS.takeoverWait());
    assertThat(json(fixture.answer(a.update("x", "deposit", "[1000]")))).isEqualTo("1011");
  }

  @Test
  void aDeletionThatFoundNothingIsNotRepeatedOnWhatWasMadeSince() {
    Node a = fixture.node("a");
    RequestId id = RequestId.named("delete-x");
    Answer first = fixture.answer(a.call("x", new Operation.Delete(null), "[]", id, true));
    fixture.answer(a.update("x", "deposit", "[5]"));

    Answer again = fixture.answer(a.call("x", new Operation.Delete(null), "[]", id, true));

    assertThat(first).isInstanceOf(Answer.Done.class);
    assertThat(again).isInstanceOf(Answer.Done.class);
    assertThat(json(fixture.answer(a.query("x", "total")))).isEqualTo("5");
  }

  @Test
  void aTombstoneIsRemovedByItsOwnerAfterADayAndNotBefore() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[1]"));
    fixture.answer(a.call("x", new Operation.Delete(null), "[]", a.nextRequest(), false));
    fixture.time.advance(Duration.ofHours(23));
    fixture.answer(a.query("x", "total"));
    assertThat(fixture.store.load(StoreKeys.of(X)).join()).isInstanceOf(StoreRead.Found.class);

    fixture.time.advance(Duration.ofHours(2));
    Answer.Done after = (Answer.Done) fixture.answer(a.query("x", "total"));

    assertThat(fixture.store.load(StoreKeys.of(X)).join()).isInstanceOf(StoreRead.Missing.class);
    assertThat(after.receipt().version()).isZero();
    assertThat(json(fixture.answer(a.update("x", "deposit", "[7]")))).isEqualTo("7");
  }

  @Test
  void aCallWaitsForAClaimThatItsOwnProcessHoldsWithoutAnActivation() {
    Node a = fixture.node("a");
    var held = (ClaimResult.Granted) a.tenure().incarnation().claim(X).join();
    var router =
        new Router(
            new RouterContext(
                fixture.time.platform(),
                new RouterSettings(3, Duration.ofMinutes(10), 100),
                a.host,
                new MemoryNetwork(fixture.time.platform(), 1_000_000, 10).client("a"),
                new PlacementService(List.of(), "next", fixture.types, fixture.time.platform().random()),
                new LocationCache(100),
                a.keeper::current));
    CompletableFuture<Answer> update =
        router.route(
            a.invocation(X, new Operation.Update("deposit"), "[1]", null, false, 0, Caller.user("alice")));

    fixture.time.advance(Duration.ofSeconds(1));
    assertThat(update).isNotDone();

    a.tenure().incarnation().release(held.claim(), true);
    fixture.time.advance(Duration.ofSeconds(1));
    assertThat(json(update.join())).isEqualTo("1");
  }
}

package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.activation.HostFixture.Node;
import dev.highlander.internal.activation.HostFixture.Pending;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.memory.StoreFault;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.StoreRead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From decided to durable, on one thread: protocol F4, F5, F6. */
class GroupCommitTest {

  private final HostFixture fixture = new HostFixture();
  private final Node node = fixture.node("a");

  private static String json(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Done.class);
    Answer.Done done = (Answer.Done) answer;
    return switch (done.value()) {
      case Payload.Json json -> new String(json.value(), StandardCharsets.UTF_8);
      case Payload.Live live -> String.valueOf(live.value());
    };
  }

  private static long version(Answer answer) {
    return ((Answer.Done) answer).receipt().version();
  }

  private static ErrorKind kind(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) answer).problem().kind();
  }

  @Test
  void anUpdateIsAnsweredAndReadOnlyWhenItIsDurable() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));

    Pending update = node.update("x", "deposit", "[5]");
    fixture.time.advance(Duration.ofMillis(500));

    assertThat(update.answered()).isFalse();
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("0");
    gate.complete(null);
    assertThat(json(fixture.answer(update))).isEqualTo("5");
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("5");
  }

  @Test
  void updatesThatArriveDuringAWriteAreWrittenTogetherByTheNext() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending first = node.update("x", "deposit", "[1]");
    List<Pending> rest = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      rest.add(node.update("x", "deposit", "[1]"));
    }

    gate.complete(null);
    fixture.time.advance(Duration.ofMillis(50));

    assertThat(version(first.answer())).isEqualTo(1);
    assertThat(rest).allSatisfy(pending -> assertThat(version(pending.answer())).isEqualTo(2));
    assertThat(rest.stream().map(pending -> json(pending.answer()))).containsExactly("2", "3", "4", "5", "6");
  }

  @Test
  void aRefusalMadeOnAStateThatIsNotDurableWaitsForItAndIsMadeAgainIfTheWriteFails() {
    fixture.answer(node.update("x", "deposit", "[10]"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldReply(gate)).next(new StoreFault.Refuse("quota"));
    Pending first = node.update("x", "deposit", "[1]");
    Pending empties = node.update("x", "withdraw", "[11]");
    Pending tooMuch = node.update("x", "withdraw", "[5]");

    gate.complete(null);
    fixture.time.advance(Duration.ofMillis(100));

    // The write with the big withdrawal was refused, so it never happened, and the small one that it had made impossible is possible.
    assertThat(json(first.answer())).isEqualTo("11");
    assertThat(kind(empties.answer())).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(json(fixture.answer(tooMuch))).isEqualTo("6");
  }

  @Test
  void aWriteWhoseAnswerIsLostIsVerifiedAndSucceedsOnce() {
    fixture.answer(node.update("x", "deposit", "[1]"));
    fixture.store.faults().next(new StoreFault.LoseReply());

    Answer answer = fixture.answer(node.update("x", "deposit", "[2]"));

    assertThat(json(answer)).isEqualTo("3");
    assertThat(version(answer)).isEqualTo(2);
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("3");
  }

  @Test
  void aRefusalAfterAnUnknownAttemptIsNotTakenForAFailure() {
    fixture.answer(node.update("x", "deposit", "[1]"));
    fixture.store.faults().next(new StoreFault.LoseReply()).next(new StoreFault.Refuse("forbidden"));

    assertThat(json(fixture.answer(node.update("x", "deposit", "[2]")))).isEqualTo("3");
  }

  @Test
  void whenTheOutcomeStaysUnknownTheActivationStepsDownAndTheRepetitionIsAnsweredFromTheStore() {
    fixture.answer(node.update("x", "deposit", "[1]"));
    fixture.store.faults().every(key -> new StoreFault.LoseReply());
    fixture.store.faults().failReads("down");
    RequestId id = node.nextRequest();
    Pending lost = node.call("x", new Operation.Update("deposit"), "[2]", id, false);
    fixture.time.advance(Duration.ofSeconds(11));
    assertThat(lost.answer()).isInstanceOf(Answer.Unknown.class);
    fixture.store.faults().heal();

    Pending again = node.call("x", new Operation.Update("deposit"), "[2]", id, true);

    assertThat(json(fixture.answer(again))).isEqualTo("3");
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("3");
  }

  @Test
  void theSameRequestIsAppliedOnceAndAnsweredAlike() {
    RequestId id = node.nextRequest();
    Answer first = fixture.answer(node.call("x", new Operation.Update("deposit"), "[7]", id, false));

    Answer again = fixture.answer(node.call("x", new Operation.Update("deposit"), "[7]", id, true));

    assertThat(json(again)).isEqualTo(json(first)).isEqualTo("7");
    assertThat(version(again)).isEqualTo(1);
  }

  @Test
  void theSameRequestWhileItIsUnderWayIsAnsweredWithIt() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    RequestId id = node.nextRequest();
    Pending first = node.call("x", new Operation.Update("deposit"), "[7]", id, false);
    Pending again = node.call("x", new Operation.Update("deposit"), "[7]", id, true);

    gate.complete(null);

    assertThat(json(fixture.answer(first))).isEqualTo("7");
    assertThat(json(fixture.answer(again))).isEqualTo("7");
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("7");
  }

  @Test
  void aRequestIdUsedAgainForAnotherCallOrByAnotherCallerIsRefused() {
    RequestId id = RequestId.named("mine");
    fixture.answer(node.call("x", new Operation.Update("deposit"), "[7]", id, false));

    assertThat(kind(fixture.answer(node.call("x", new Operation.Update("deposit"), "[8]", id, false)))).isEqualTo(ErrorKind.BAD_REQUEST);
    Pending mallory = node.call("x", new Operation.Update("deposit"), "[7]", id, false, 0, Caller.user("mallory"));
    assertThat(kind(fixture.answer(mallory))).isEqualTo(ErrorKind.BAD_REQUEST);
  }

  @Test
  void aRejectionIsRememberedForItsRepetition() {
    RequestId id = node.nextRequest();
    Answer first = fixture.answer(node.call("x", new Operation.Update("withdraw"), "[7]", id, false));
    fixture.answer(node.update("x", "deposit", "[100]"));

    Answer again = fixture.answer(node.call("x", new Operation.Update("withdraw"), "[7]", id, true));

    assertThat(kind(first)).isEqualTo(ErrorKind.REJECTED);
    assertThat(((Answer.Failed) again).problem()).isEqualTo(((Answer.Failed) first).problem());
  }

  @Test
  void belowTheFloorNothingIsApplied() {
    RequestId first = node.nextRequest();
    fixture.answer(node.call("x", new Operation.Update("deposit"), "[1]", first, false));
    RequestId.Sequenced second = (RequestId.Sequenced) node.nextRequest();
    fixture.answer(node.call("x", new Operation.Update("deposit"), "[1]", second, false, second.sequence(), Caller.user("alice")));

    Answer late = fixture.answer(node.call("x", new Operation.Update("deposit"), "[1]", first, false));
    Answer lateAndRepeated = fixture.answer(node.call("x", new Operation.Update("deposit"), "[1]", first, true));

    assertThat(kind(late)).isEqualTo(ErrorKind.BAD_REQUEST);
    assertThat(kind(lateAndRepeated)).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("2");
  }

  @Test
  void theRequestOfACallerThatIsNotInTheClusterIsRefused() {
    RequestId stranger = new RequestId.Sequenced("AAAAAAAAAAAAAAAAAAAAAA", 1);

    Answer answer = fixture.answer(node.call("x", new Operation.Update("deposit"), "[1]", stranger, false));

    assertThat(kind(answer)).isEqualTo(ErrorKind.BAD_REQUEST);
  }

  @Test
  void theWindowIsFullAtItsLimitAndRefusesOneMore() {
    for (int i = 0; i < HostFixture.SETTINGS.maxKeptReplies(); i++) {
      assertThat(fixture.answer(node.update("x", "deposit", "[1]"))).isInstanceOf(Answer.Done.class);
    }

    assertThat(kind(fixture.answer(node.update("x", "deposit", "[1]")))).isEqualTo(ErrorKind.OVERLOADED);
    fixture.time.advance(HostFixture.SETTINGS.requestWindow().plusSeconds(1));
    assertThat(fixture.answer(node.update("x", "deposit", "[1]"))).isInstanceOf(Answer.Done.class);
  }

  @Test
  void theMailboxIsFullAtItsLimitAndRefusesOneMore() {
    fixture.answer(node.query("x", "total"));
    List<Pending> calls = new ArrayList<>();
    // Without letting anything run in between, so that all of them wait.
    for (int i = 0; i <= HostFixture.SETTINGS.mailboxCapacity(); i++) {
      Pending pending = new Pending();
      calls.add(pending);
      node.host.invoke(
          new dev.highlander.internal.model.Invocation(
              new dev.highlander.ObjectId("account", "x"), new Operation.Update("annotate"),
              new dev.highlander.internal.model.Arguments.Json("[\"n\"]".getBytes(StandardCharsets.UTF_8)), Caller.user("alice"),
              node.nextRequest(), 0, false, List.of(), false, Long.MAX_VALUE / 2),
          pending.answers::add);
    }

    assertThat(kind(calls.getLast().answer())).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(calls.subList(0, calls.size() - 1)).noneMatch(Pending::answered);
  }

  @Test
  void aStateAtItsLimitIsStoredAndOneByteMoreIsRefusedWithoutHarm() {
    String skeleton = "{\"balance\":0,\"entries\":[],\"note\":\"\"}";
    int room = HostFixture.SETTINGS.maxStateBytes() - skeleton.length();

    Answer fits = fixture.answer(node.update("x", "annotate", "[\"" + "n".repeat(room) + "\"]"));
    Answer tooLarge = fixture.answer(node.update("x", "annotate", "[\"" + "n".repeat(room + 1) + "\"]"));

    assertThat(version(fits)).isEqualTo(1);
    assertThat(kind(tooLarge)).isEqualTo(ErrorKind.BAD_REQUEST);
    assertThat(version(fixture.answer(node.update("x", "annotate", "[\"\"]")))).isEqualTo(2);
  }

  @Test
  void oneOversizedUpdateInABatchDoesNotHarmTheOthers() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending first = node.update("x", "deposit", "[1]");
    Pending before = node.update("x", "deposit", "[2]");
    Pending oversized = node.update("x", "annotate", "[\"" + "n".repeat(3_000) + "\"]");
    Pending after = node.update("x", "deposit", "[4]");

    gate.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(json(first.answer())).isEqualTo("1");
    assertThat(json(before.answer())).isEqualTo("3");
    assertThat(kind(oversized.answer())).isEqualTo(ErrorKind.BAD_REQUEST);
    assertThat(json(after.answer())).isEqualTo("7");
  }

  @Test
  void aHandlerThatThrowsChangesNothing() {
    fixture.answer(node.update("x", "deposit", "[1]"));

    Answer answer = fixture.answer(node.update("x", "explode", "[]"));

    assertThat(kind(answer)).isEqualTo(ErrorKind.HANDLER_FAILED);
    assertThat(json(fixture.answer(node.query("x", "total")))).isEqualTo("1");
  }

  @Test
  void aCallThatRunsAgainGetsTheSameIds() {
    fixture.answer(node.update("x", "deposit", "[1]"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldReply(gate)).next(new StoreFault.LoseReply());
    Pending first = node.update("x", "deposit", "[1]");
    Pending stamped = node.update("x", "stamp", "[]");
    gate.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(first.answered()).isTrue();
    assertThat(json(stamped.answer())).matches("\"[A-Za-z0-9_-]{22}\"");
  }

  @Test
  void aWholeStateWriteIsTheLastOfItsBatchSoThatItsVersionIsItsOwn() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending first = node.update("x", "deposit", "[1]");
    String state = "[{\"balance\":50,\"entries\":[],\"note\":\"\"}]";
    Pending write = node.call("x", new Operation.Write(null), state, node.nextRequest(), false);
    Pending later = node.update("x", "deposit", "[1]");

    gate.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(version(first.answer())).isEqualTo(1);
    assertThat(version(write.answer())).isEqualTo(2);
    assertThat(version(later.answer())).isEqualTo(3);
    assertThat(json(later.answer())).isEqualTo("51");
  }

  @Test
  void aConditionalWriteNeedsTheVersionAndBirthItWasMadeFor() {
    Answer.Done stored = (Answer.Done) fixture.answer(node.update("x", "deposit", "[1]"));
    String state = "[{\"balance\":9,\"entries\":[],\"note\":\"\"}]";
    String birth = stored.receipt().birth();

    Answer stale = fixture.answer(node.call("x", new Operation.Write(new Operation.Expectation(0, "")), state, node.nextRequest(), false));
    Answer otherBirth =
        fixture.answer(node.call("x", new Operation.Write(new Operation.Expectation(1, "other")), state, node.nextRequest(), false));
    Answer right = fixture.answer(node.call("x", new Operation.Write(new Operation.Expectation(1, birth)), state, node.nextRequest(), false));

    assertThat(kind(stale)).isEqualTo(ErrorKind.VERSION_CONFLICT);
    assertThat(kind(otherBirth)).isEqualTo(ErrorKind.VERSION_CONFLICT);
    assertThat(version(right)).isEqualTo(2);
  }

  @Test
  void aDeletedObjectKeepsItsVersionAndIsBornAgain() {
    Answer.Done before = (Answer.Done) fixture.answer(node.update("x", "deposit", "[1]"));

    Answer.Done deleted = (Answer.Done) fixture.answer(node.call("x", new Operation.Delete(null), "[]", node.nextRequest(), false));
    assertThat(json(fixture.answer(node.call("x", new Operation.Exists(), "[]", null, false)))).isEqualTo("false");
    Answer.Done again = (Answer.Done) fixture.answer(node.update("x", "deposit", "[2]"));

    assertThat(deleted.receipt().exists()).isFalse();
    assertThat(deleted.receipt().version()).isEqualTo(2);
    assertThat(json(again)).isEqualTo("2");
    assertThat(again.receipt().version()).isEqualTo(3);
    assertThat(again.receipt().birth()).isNotEqualTo(before.receipt().birth());
  }

  @Test
  void anObjectThatIsLeftWhileItsWriteFailsIsReleasedAllTheSame() {
    fixture.answer(node.update("x", "deposit", "[10]"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldReply(gate)).next(new StoreFault.Refuse("quota"));
    Pending first = node.update("x", "deposit", "[1]");
    Pending second = node.update("x", "deposit", "[1]");
    Pending refusedOnTopOfIt = node.update("x", "withdraw", "[100]");
    CompletableFuture<Void> left = node.host.leave(Duration.ofMinutes(1));

    gate.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(json(first.answer())).isEqualTo("11");
    assertThat(kind(second.answer())).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(refusedOnTopOfIt.answer()).isEqualTo(new Answer.NotOwner(null));
    assertThat(left).isCompleted();
    assertThat(node.host.size()).isZero();
  }

  @Test
  @Timeout(20)
  void aRefusalMadeOnAStateThatAnotherWriteCameBeforeIsNoAnswer() {
    var object = new ObjectId("gated", "x");
    fixture.answer(node.update(object, "become", "[1]"));
    var stored = (StoreRead.Found) fixture.store.load(StoreKeys.of(object)).join();
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    var running = new CompletableFuture<Void>();
    var overtaken = new CompletableFuture<Void>();
    Gated.hold = () -> {
      running.complete(null);
      overtaken.join();
    };
    var refused = new CompletableFuture<Pending>();
    Thread handler = new Thread(() -> refused.complete(node.update(object, "refuse", "[]")));
    var first = new CopyOnWriteArrayList<Answer>();
    // The first to be told that its write came too late holds the one who tells, until the refusal is decided.
    node.call(
        node.invocation(object, new Operation.Update("become"), "[2]", node.nextRequest(), false, 0, Caller.user("alice")),
        answer -> {
          first.add(answer);
          overtaken.complete(null);
          refused.join();
        });
    handler.start();
    running.join();

    String late = new String(stored.body(), StandardCharsets.UTF_8).replaceFirst("writeToken\":\"", "writeToken\":\"late-");
    fixture.store.write(StoreKeys.of(object), late.getBytes(StandardCharsets.UTF_8), Precondition.matches(stored.etag())).join();
    gate.complete(null);

    assertThat(first).containsExactly(new Answer.NotOwner(null));
    assertThat(refused.join().answer()).isEqualTo(new Answer.NotOwner(null));
  }

  @Test
  void repliesThatWaitToBeWrittenCountAgainstTheBytesThatAnObjectKeeps() {
    fixture.answer(node.query("x", "total"));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    String text = "[\"" + "x".repeat(1_500) + "\"]";
    List<Pending> room = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      room.add(node.update("x", "say", text));
    }

    Pending oneMore = node.update("x", "say", text);

    assertThat(kind(oneMore.answer())).isEqualTo(ErrorKind.OVERLOADED);
    gate.complete(null);
    fixture.time.advance(Duration.ofMillis(100));
    assertThat(room).allSatisfy(pending -> assertThat(pending.answer()).isInstanceOf(Answer.Done.class));
  }

  @Test
  void repliesOfUpdatesThatWereNotWrittenTakeNoRoom() {
    fixture.answer(node.query("x", "total"));
    String text = "[\"" + "x".repeat(1_500) + "\"]";
    for (int i = 0; i < 10; i++) {
      fixture.store.faults().next(new StoreFault.Refuse("quota"));
      assertThat(kind(fixture.answer(node.update("x", "say", text)))).isEqualTo(ErrorKind.UNAVAILABLE);
    }

    assertThat(fixture.answer(node.update("x", "say", text))).isInstanceOf(Answer.Done.class);
  }
}

package dev.highlander.internal.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.AccessDenied;
import dev.highlander.BadRequest;
import dev.highlander.Call;
import dev.highlander.CallCycle;
import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.DecidedAt;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Ref;
import dev.highlander.Rejected;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import dev.highlander.UpdateOutcome;
import dev.highlander.VersionConflict;
import dev.highlander.Versioned;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.handler.QueryHandler;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.util.CurrentTurn;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectRefTest {

  @Persistent("note")
  record Note(String text, List<String> tags) {
    @Update Note rewrite(String next) { return new Note(next, tags); }
    @Update Change<Note, Integer> tag(String tag, Call call) { return Change.to(this).reply(1); }
    @Query List<String> tagged(String prefix) { return tags; }
    @Query List<String> all() { return tags; }
    @Query int among(List<String> some) { return some.size(); }
    @Query int plus(int n) { return n; }
    String unmarked() { return text; }
    static String utility(Note note) { return note.text; }
  }

  @Persistent("tally")
  static class Tally {
    List<String> log = new ArrayList<>();

    @Update void add(String entry) { log.add(entry); }
    @Query List<String> log() { return log; }
  }

  private final FakeRouter router = new FakeRouter();
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long nanos() {
          return 1_000;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };
  private int executed;
  private final RefFactory refs =
      new RefFactory(
          router,
          new TypeRegistry(List.of(ReflectiveModelReader.read(Note.class), ReflectiveModelReader.read(Tally.class))),
          new JsonCodec(),
          new Platform(ticker, (delay, task) -> () -> { }, this::execute, new SplittableRandom(1)),
          id -> Optional.empty(),
          Caller.service("n1"),
          Duration.ofSeconds(30));
  private final Ref<Note> note = refs.ref(Note.class, "a");
  private final Ref<Tally> tally = refs.ref(Tally.class, "t");

  private void execute(Runnable task) {
    executed++;
    task.run();
  }

  @Test
  void whatFollowsAnAsynchronousCallRunsOnTheExecutorAndNotWhereTheAnswerCame() {
    var answer = new CompletableFuture<Answer>();
    router.routes = i -> answer;
    var followed = new CompletableFuture<Integer>();
    tally.queryAsync(Tally::log).thenAccept(log -> followed.complete(executed));

    answer.complete(FakeRouter.done(json("[]")));

    assertThat(followed).isCompletedWithValue(1);
  }

  @AfterEach
  void clearTheInterruptFlag() {
    Thread.interrupted();
  }

  private static Payload json(String text) {
    return new Payload.Json(text.getBytes(UTF_8));
  }

  private void answer(Payload payload) {
    router.routes = i -> CompletableFuture.completedFuture(FakeRouter.done(payload));
  }

  private void fail(Problem problem) {
    router.routes = i -> CompletableFuture.completedFuture(new Answer.Failed(problem));
  }

  private static String array(Invocation invocation) {
    return new String(((Arguments.Json) invocation.arguments()).array(), UTF_8);
  }

  @Test
  void anUpdateIsRoutedWithItsArgumentsAsJsonAndItsReplyDecoded() {
    answer(json("{\"text\":\"x\",\"tags\":[]}"));

    Note next = note.update(Note::rewrite, "x");

    assertThat(next).isEqualTo(new Note("x", List.of()));
    Invocation sent = router.routed.getFirst();
    assertThat(sent.object()).isEqualTo(new ObjectId("note", "a"));
    assertThat(sent.operation()).isEqualTo(new Operation.Update("rewrite"));
    assertThat(array(sent)).isEqualTo("[\"x\"]");
    assertThat(sent.caller()).isEqualTo(Caller.service("n1"));
    assertThat(sent.request()).isNull();
    assertThat(sent.path()).isEmpty();
    assertThat(sent.deadlineNanos()).isEqualTo(1_000 + Duration.ofSeconds(30).toNanos());
    assertThat(router.readHere).isEmpty();
  }

  @Test
  void theReplyOfAChangeHasItsOwnType() {
    answer(json("5"));

    Integer reply = note.update(Note::tag, "x");

    assertThat(reply).isEqualTo(5);
  }

  @Test
  void anUpdateWithoutAResultGivesNothing() {
    answer(json("{\"log\":[\"x\"]}"));

    tally.update(Tally::add, "x");

    assertThat(tally.updateAsync(Tally::add, "x")).isCompletedWithValue(null);
    assertThat(router.routed).extracting(ObjectRefTest::array).containsOnly("[\"x\"]").hasSize(2);
  }

  @Test
  void optionsOfAReferenceTravelWithItsCallsAndLeaveTheReferenceAsItIs() {
    RequestId id = RequestId.named("once");

    note.as(Caller.user("ann")).withRequest(id).within(Duration.ofMillis(1)).update(Note::rewrite, "x");
    note.as(Caller.user("ann")).withRequest(id).strict().query(Note::all);

    assertThat(router.routed.get(0)).extracting(Invocation::caller, Invocation::request, Invocation::deadlineNanos, Invocation::strict)
        .containsExactly(Caller.user("ann"), id, 1_001_000L, false);
    assertThat(router.routed.get(1)).as("a read carries no request id")
        .extracting(Invocation::request, Invocation::strict).containsExactly(null, true);
    assertThat(router.readHere).as("a strict read is never answered from memory alone").isEmpty();
    assertThatThrownBy(() -> note.within(Duration.ZERO)).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> note.within(Duration.ofHours(1).plusNanos(1))).isInstanceOf(BadRequest.class);
    assertThat(note.within(Duration.ofHours(1))).isNotNull();
  }

  @Test
  void aQueryIsAnsweredHereWithoutACopyIfNothingInItCanChange() {
    List<String> live = List.of("x");
    router.reads = i -> FakeRouter.done(new Payload.Live(live));

    assertThat(note.query(Note::tagged, "p")).isSameAs(live);

    assertThat(router.routed).isEmpty();
    assertThat(((Arguments.Values) router.readHere.getFirst().arguments()).values()).containsExactly("p");
  }

  @Test
  void aQueryIsAnsweredHereWithACopyIfTheStateCanChange() {
    List<String> live = new ArrayList<>(List.of("x"));
    router.reads = i -> FakeRouter.done(new Payload.Live(live));

    List<String> reply = tally.query(Tally::log);
    live.add("y");

    assertThat(reply).containsExactly("x");
  }

  @Test
  void aListThatACallerPassesToALocalQueryIsCopied() {
    List<String> mine = new ArrayList<>(List.of("x"));
    router.reads = i -> FakeRouter.done(new Payload.Live(1));

    note.query(Note::among, mine);

    Object seen = ((Arguments.Values) router.readHere.getFirst().arguments()).values()[0];
    assertThat(seen).isEqualTo(mine).isNotSameAs(mine);
  }

  @Test
  void aQueryThatCanNotBeAnsweredHereIsRouted() {
    answer(json("[\"z\"]"));

    assertThat(note.query(Note::tagged, "p")).containsExactly("z");
    router.reads = i -> new Answer.NotOwner(null);
    assertThat(note.query(Note::all)).containsExactly("z");

    assertThat(router.readHere).hasSize(2);
    assertThat(router.routed).extracting(ObjectRefTest::array).containsExactly("[\"p\"]", "[]");
  }

  @Test
  void nullForAPrimitiveIsRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> note.query(Note::plus, (Integer) null)).isInstanceOf(BadRequest.class).hasMessageContaining("argument 1 is null");

    assertThat(router.readHere).isEmpty();
    assertThat(router.routed).isEmpty();
  }

  @Test
  void anErrorSaysWhoDecidedItOnWhichVersion() {
    Receipt receipt = new Receipt(true, 8, "birth", new Epoch(2, 77), "node-3");
    Answer.Failed conflict = new Answer.Failed(Problem.of(ErrorKind.VERSION_CONFLICT, "8"), receipt);
    router.routes = i -> CompletableFuture.completedFuture(conflict);

    assertThatThrownBy(() -> note.update(Note::rewrite, "x"))
        .isInstanceOfSatisfying(
            VersionConflict.class, e -> assertThat(e.decidedAt()).contains(new DecidedAt("node-3", new Epoch(2, 77), 8)));
    assertThatThrownBy(() -> note.updateAsync(Note::rewrite, "x").join())
        .hasCauseInstanceOf(VersionConflict.class)
        .satisfies(e -> assertThat(((VersionConflict) e.getCause()).decidedAt()).isPresent());
  }

  @Test
  void anErrorThatNoOwnerDecidedNamesNone() {
    fail(Problem.of(ErrorKind.UNAVAILABLE, "nobody"));

    assertThatThrownBy(() -> note.update(Note::rewrite, "x"))
        .isInstanceOfSatisfying(Unavailable.class, e -> assertThat(e.decidedAt()).isEmpty());
  }

  @Test
  void theOutcomeOfAnUpdateIsAskedUnderItsId() {
    RequestId request = RequestId.named("payment-17");

    assertThat(note.outcome(request)).isEqualTo(new UpdateOutcome.Applied(7));
    assertThat(router.routed.getLast().operation()).isEqualTo(new Operation.Settle());
    assertThat(router.routed.getLast().request()).isEqualTo(request);

    fail(Problem.settled(request));
    assertThat(note.outcome(request)).isEqualTo(new UpdateOutcome.NotApplied());

    fail(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", "nobody can say", request));
    assertThatThrownBy(() -> note.outcome(request)).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void errorsAreMadeOnTheThreadThatGetsThem() {
    fail(new Problem(ErrorKind.REJECTED, "no", "not now", null));

    assertThatThrownBy(() -> note.update(Note::rewrite, "x"))
        .isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.code()).isEqualTo("no"))
        .satisfies(e -> assertThat(e.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(ObjectRefTest.class.getName())));

    router.reads = i -> new Answer.Failed(Problem.of(ErrorKind.ACCESS_DENIED, "no"));
    assertThatThrownBy(note::get).isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> note.query(Note::all)).isInstanceOf(AccessDenied.class);
  }

  @Test
  void anAsynchronousCallEndsWithTheSameException() {
    fail(Problem.of(ErrorKind.UNAVAILABLE, "down"));

    CompletableFuture<Note> future = note.updateAsync(Note::rewrite, "x");

    assertThat(future).isCompletedExceptionally();
    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Unavailable.class);
    assertThatThrownBy(future::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(Unavailable.class);
    future.whenComplete((value, error) -> assertThat(error).as("not wrapped").isInstanceOf(Unavailable.class)).exceptionally(e -> null).join();
  }

  @Test
  void readGivesTheStateAndWhereItStands() {
    answer(json("{\"text\":\"x\"}"));

    assertThat(note.read()).isEqualTo(new Versioned<>(new Note("x", List.of()), true, 7, "birth", Epoch.NONE, "node"));
    assertThat(note.get()).isEqualTo(new Note("x", List.of()));
    assertThat(note.exists()).isTrue();
    assertThat(router.routed).extracting(Invocation::operation).containsExactly(new Operation.Read(), new Operation.Read(), new Operation.Exists());
  }

  @Test
  void aMutableStateIsCopiedForEveryReader() {
    Tally live = new Tally();
    router.reads = i -> FakeRouter.done(new Payload.Live(live));

    tally.get().log.add("mine");

    assertThat(live.log).isEmpty();
  }

  @Test
  void putSendsTheStateAndReturnsWhatIsStored() {
    answer(json("{\"text\":\"stored\",\"tags\":[]}"));

    assertThat(note.put(new Note("x", List.of("t")))).isEqualTo(new Note("stored", List.of()));
    assertThat(note.putIf(7, new Note("x", List.of())).version()).isEqualTo(7);
    note.delete();

    assertThat(array(router.routed.get(0))).isEqualTo("[{\"text\":\"x\",\"tags\":[\"t\"]}]");
    assertThat(router.routed)
        .extracting(Invocation::operation)
        .containsExactly(new Operation.Write(null), new Operation.Write(new Operation.Expectation(7, "")), new Operation.Delete(null));
    assertThatThrownBy(() -> note.putIf(-1, new Note("x", List.of()))).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> note.put(null)).isInstanceOf(BadRequest.class);
  }

  @Test
  void editWritesOnTopOfWhatItReadAndRepeatsOnConflict() {
    List<String> written = new ArrayList<>();
    router.routes =
        i -> {
          boolean read = i.operation() instanceof Operation.Read;
          if (!read) {
            assertThat(i.operation()).isEqualTo(new Operation.Write(new Operation.Expectation(7, "birth")));
            written.add(array(i));
          }
          Answer conflict = new Answer.Failed(Problem.of(ErrorKind.VERSION_CONFLICT, "8"));
          return CompletableFuture.completedFuture(
              !read && written.size() < 3 ? conflict : FakeRouter.done(json("{\"text\":\"x\",\"tags\":[]}")));
        };

    note.edit(n -> new Note(n.text() + "!", n.tags()));

    assertThat(written).hasSize(3).containsOnly("[{\"text\":\"x!\",\"tags\":[]}]");
  }

  @Test
  void editGivesUpAfterAHundredConflicts() {
    router.routes =
        i ->
            CompletableFuture.completedFuture(
                i.operation() instanceof Operation.Read
                    ? FakeRouter.done(json("{}"))
                    : new Answer.Failed(Problem.of(ErrorKind.VERSION_CONFLICT, "8")));

    assertThatThrownBy(() -> note.edit(n -> n)).isInstanceOf(VersionConflict.class).hasMessageContaining("100 attempts");

    assertThat(router.routed.stream().filter(i -> i.operation().writes())).hasSize(100);
    assertThatThrownBy(() -> note.withRequest(RequestId.named("x")).edit(n -> n)).isInstanceOf(BadRequest.class);
  }

  @Test
  void anInterruptedReadIsUnavailableAndKeepsTheFlag() {
    router.routes = i -> new CompletableFuture<>();
    Thread.currentThread().interrupt();

    assertThatThrownBy(note::get).isInstanceOf(Unavailable.class).hasMessageContaining("interrupted");

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void anInterruptedUpdateIsGivenUpByTheRouterWhichKnowsItsId() {
    router.routes = i -> new CompletableFuture<>();
    router.abandons =
        f -> f.complete(new Answer.Failed(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", "interrupted", new RequestId.Sequenced("me", 4))));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> note.update(Note::rewrite, "x"))
        .isInstanceOfSatisfying(OutcomeUnknown.class, e -> assertThat(e.requestId()).isEqualTo(new RequestId.Sequenced("me", 4)));

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void callsInsideATurnCarryItsPathAndCanNotWaitForThemselves() {
    List<ObjectId> path = List.of(new ObjectId("tally", "x"), new ObjectId("note", "a"));
    answer(json("null"));

    try (CurrentTurn.Scope turn = new CurrentTurn(path, space("n1")).enter()) {
      tally.query(Tally::log);
      tally.update(Tally::add, "x");
      note.query(Note::all);
      assertThatThrownBy(() -> note.update(Note::rewrite, "x")).isInstanceOf(CallCycle.class).hasMessageContaining("tally/x -> note/a -> note/a");
    }

    assertThat(router.routed).hasSize(3).allMatch(i -> i.path().equals(path));
    note.query(Note::all);
    assertThat(router.routed.getLast().path()).isEmpty();
  }

  @Test
  void aChainOfTurnsIsBounded() {
    List<ObjectId> path = IntStream.range(0, Invocation.MAX_PATH).mapToObj(i -> new ObjectId("tally", "x" + i)).toList();
    List<ObjectId> longer = new ArrayList<>(path);
    longer.add(new ObjectId("tally", "one-more"));
    answer(json("null"));

    try (CurrentTurn.Scope turn = new CurrentTurn(path, space("n1")).enter()) {
      note.update(Note::rewrite, "x");
    }
    try (CurrentTurn.Scope turn = new CurrentTurn(longer, space("n1")).enter()) {
      assertThatThrownBy(() -> note.update(Note::rewrite, "x")).isInstanceOf(CallCycle.class).hasMessageContaining("more than 32");
    }
  }

  static ObjectSpace space(String name) {
    return (ObjectSpace)
        Proxy.newProxyInstance(
            ObjectSpace.class.getClassLoader(),
            new Class<?>[] {ObjectSpace.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> name;
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> throw new AssertionError(method);
                });
  }

  // ---- Which method references are handlers.

  @Test
  void anUnmarkedMethodIsNoHandler() {
    assertThatThrownBy(() -> note.query(Note::unmarked))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("Note.unmarked is no handler")
        .hasMessageContaining("mark it @Update or @Query");
  }

  @Test
  void aLambdaIsNoHandler() {
    String captured = note.toString();

    assertThatThrownBy(() -> note.query((Note n) -> n.text())).isInstanceOf(BadRequest.class).hasMessageContaining("use a plain method reference");
    assertThatThrownBy(() -> note.query((Note n) -> n.text() + captured)).isInstanceOf(BadRequest.class).hasMessageContaining("Note::name");
  }

  @Test
  void aReferenceBoundToAnInstanceOrToAStaticMethodOrAConstructorIsNoHandler() {
    List<String> list = List.of();
    QueryHandler.Args1<Note, String, Integer> bound = new Bound()::twoArguments;
    QueryHandler.Args0<Note, Bound> constructor = Bound::new;

    assertThatThrownBy(() -> note.query(bound, "x")).isInstanceOf(BadRequest.class).hasMessageContaining("is bound to an instance");
    assertThatThrownBy(() -> note.query(constructor)).isInstanceOf(BadRequest.class).hasMessageContaining("constructor of Bound");
    assertThatThrownBy(() -> note.query(Note::utility)).isInstanceOf(BadRequest.class).hasMessageContaining("Note.utility is no handler");
    assertThat(list).isEmpty();
  }

  static class Bound implements java.io.Serializable {
    Bound() {}

    Bound(Note note) {}

    Integer twoArguments(Note note, String s) {
      return 1;
    }
  }

  @Test
  void aClassOfTheCallersOwnIsNoHandler() {
    QueryHandler.Args0<Note, String> own =
        new QueryHandler.Args0<>() {
          @Override
          public String handle(Note state) {
            return "";
          }
        };

    assertThatThrownBy(() -> note.query(own)).isInstanceOf(BadRequest.class).hasMessageContaining("is no method reference");
  }

  @Test
  void theVerbHasToFitTheHandler() {
    assertThatThrownBy(() -> note.query(Note::rewrite, "x"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("is an @Update: call it with update");
    assertThatThrownBy(() -> tally.update(Tally::log)).isInstanceOf(BadRequest.class).hasMessageContaining("is a @Query: call it with query");
  }

  @Test
  void aClassThatWasNotRegisteredHasNoReferences() {
    assertThatThrownBy(() -> refs.ref(String.class, "a")).isInstanceOf(BadRequest.class).hasMessageContaining("was not registered");
    assertThatThrownBy(() -> refs.ref(Note.class, "")).isInstanceOf(BadRequest.class).hasMessageContaining("an id is empty");
  }
}

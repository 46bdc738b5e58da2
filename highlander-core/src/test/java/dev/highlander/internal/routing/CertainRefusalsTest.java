package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.ScriptedRegistry;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.NodeLease;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Invoke;
import dev.highlander.internal.wire.InvokeCodec;
import dev.highlander.spi.Holder;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the caller of a client is told, whatever becomes of the attempts. */
class CertainRefusalsTest {

  private static final ObjectId X = new ObjectId("account", "x");
  private static final Holder A = new Holder("incarnation-a", "a", "a:1", 0, 0);
  private static final Holder B = new Holder("incarnation-b", "b", "b:1", 0, 0);
  private static final Answer DONE =
      new Answer.Done(new Payload.Json(new byte[] {'1'}), new Receipt(true, 1, "birth", new Epoch(1, 1), "a"));

  private static final Answer NOT_NOW =
      new Answer.Failed(new Problem(ErrorKind.UNAVAILABLE, Problem.NOT_NOW, "account/x could not be claimed: ZooKeeper can't be reached", null));

  /** Enough for the race to be lost several times on two processors, where it can be. */
  private static final int RACES = 20_000;

  private final ManualPlatform time = new ManualPlatform(7);
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final List<Invoke> sent = new ArrayList<>();
  private BiConsumer<String, Transport.ReplyHandler> network = (address, reply) -> { };
  private @Nullable Tenure tenure;
  private Router router;

  @BeforeEach
  void join() {
    var types = new TypeRegistry(List.of());
    router =
        new Router(
            new RouterContext(
                time.platform(),
                new RouterSettings(3, Duration.ofMinutes(10), 100),
                null,
                new Network(),
                new PlacementService(List.of(), "next", types, time.platform().random()),
                new LocationCache(100),
                () -> tenure));
    router.start();
    registry.found = new LookupResult.HeldBy(A);
    tenure = nextTenure();
  }

  private Tenure nextTenure() {
    var incarnation =
        registry.join(new Registry.Profile("client", "", "test", Member.Role.CLIENT, Map.of()), new Deaf()).join();
    return new Tenure(incarnation, new NodeLease(time.platform().ticker(), Duration.ofSeconds(2)), 1);
  }

  private CompletableFuture<Answer> update(@Nullable RequestId request) {
    return router.route(
        new Invocation(
            X,
            new Operation.Update("deposit"),
            Arguments.NONE,
            Caller.user("alice"),
            request,
            0,
            false,
            List.of(),
            false,
            time.platform().ticker().nanos() + Duration.ofSeconds(2).toNanos()));
  }

  private Problem problem(CompletableFuture<Answer> call) {
    time.advanceUntil(call::isDone);
    assertThat(call.join()).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) call.join()).problem();
  }

  private static void answer(Transport.ReplyHandler reply, Answer answer) {
    reply.onReply(AnswerCodec.encode(answer));
  }

  @Test
  void tooManyRedirectsAreNoRefusalOnceAnAttemptMayHaveBeenExecuted() {
    network = (address, reply) -> {
      if (sent.size() == 1) {
        reply.onFailure(new Transport.Failure.Lost("the connection broke"));
      } else {
        answer(reply, new Answer.NotOwner(address.equals("a:1") ? B : A));
      }
    };

    CompletableFuture<Answer> call = update(null);

    assertThat(problem(call).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(problem(call).request()).isEqualTo(sent.getFirst().invocation().request());
  }

  @Test
  void aProcessThatDecidedNothingCantRefuseWhatMayHaveBeenExecuted() {
    network = (address, reply) -> {
      switch (sent.size()) {
        case 1 -> answer(reply, new Answer.Unknown("the write was not answered"));
        case 2 -> reply.onFailure(new Transport.Failure.TooLarge("the frame has one byte too many"));
        default -> answer(reply, new Answer.Failed(Problem.of(ErrorKind.BAD_REQUEST, "node a hosts no type 'account'")));
      }
    };

    CompletableFuture<Answer> call = update(null);

    assertThat(problem(call).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(sent).hasSizeGreaterThan(2);
  }

  /** Its object keeps the replies of all later updates for as long. */
  @Test
  void anUnknownOutcomeIsOutstandingForItsWindowAndNoLonger() {
    assertThat(problem(update(null)).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    network = (address, reply) -> answer(reply, DONE);

    time.advance(Duration.ofMinutes(9));
    update(null);
    assertThat(sent.getLast().invocation().lowestOutstanding()).isEqualTo(1);
    assertThat(router.outstanding().objects()).isEqualTo(1);

    time.advance(Duration.ofMinutes(1));
    assertThat(router.outstanding().objects()).isZero();
    update(null);
    assertThat(sent.getLast().invocation().lowestOutstanding()).isEqualTo(3);
  }

  @Test
  void itsOwnerCanRefuseWhatMayHaveBeenExecuted() {
    var decided = new Receipt(true, 1, "birth", new Epoch(1, 1), "a");
    network = (address, reply) ->
        answer(
            reply,
            sent.size() == 1
                ? new Answer.Unknown("the write was not answered")
                : new Answer.Failed(Problem.of(ErrorKind.ACCESS_DENIED, "alice is not allowed"), decided));

    assertThat(problem(update(null)).kind()).isEqualTo(ErrorKind.ACCESS_DENIED);
  }

  @Test
  void whatWasNeverSentMayBeRefusedByAnybody() {
    network = (address, reply) -> reply.onFailure(new Transport.Failure.TooLarge("the frame has one byte too many"));

    assertThat(problem(update(null)).kind()).isEqualTo(ErrorKind.BAD_REQUEST);
  }

  @Test
  void tooManyRedirectsOfAnUpdateThatWasNotExecutedAreARefusal() {
    network = (address, reply) -> answer(reply, new Answer.NotOwner(address.equals("a:1") ? B : A));

    assertThat(problem(update(null)).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void aProcessThatCantAskTheRegistryNowIsAskedAgain() {
    network = (address, reply) -> answer(reply, sent.size() < 3 ? NOT_NOW : DONE);

    CompletableFuture<Answer> call = update(null);
    time.advanceUntil(call::isDone);

    assertThat(call.join()).isInstanceOf(Answer.Done.class);
    assertThat(sent).hasSize(3);
  }

  @Test
  void whenTheRegistryCantBeAskedUntilTheDeadlineNothingWasExecuted() {
    network = (address, reply) -> answer(reply, NOT_NOW);

    Problem problem = problem(update(null));

    assertThat(problem.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(problem.message()).contains("ZooKeeper can't be reached");
  }

  @Test
  void whatIsRefusedForGoodIsNotAskedAgain() {
    network = (address, reply) -> answer(reply, new Answer.Failed(Problem.of(ErrorKind.UNAVAILABLE, "no room for another claim")));

    assertThat(problem(update(null)).message()).isEqualTo("no room for another claim");
    assertThat(sent).hasSize(1);
  }

  @Test
  void anUpdateThatIsAtItsOwnerWhenTheProcessStopsMayBeExecuted() {
    CompletableFuture<Answer> call = update(null);
    assertThat(sent).hasSize(1);

    router.stop();

    assertThat(problem(call).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
  }

  @Test
  void anUpdateThatWasNeverSentWhenTheProcessStopsWasNotExecuted() {
    tenure = null;
    CompletableFuture<Answer> call = update(null);

    router.stop();
    assertThat(problem(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    tenure = nextTenure();
    time.advance(Duration.ofSeconds(1));

    assertThat(sent).isEmpty();
  }

  @Test
  void aCallAfterTheStopIsRefused() {
    tenure = null;
    router.stop();

    assertThat(update(null)).isCompletedWithValueMatching(Answer.Failed.class::isInstance);
  }

  @Test
  void anUpdateThatIsAtItsOwnerAtItsDeadlineMayBeExecuted() {
    CompletableFuture<Answer> call = update(null);

    assertThat(problem(call).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
  }

  @Test
  void anUpdateThatOutlivesItsIncarnationUnexecutedIsSentUnderTheNextOne() {
    network = (address, reply) -> {
      if (sent.size() == 1) {
        answer(reply, new Answer.NotOwner(null));
        tenure = nextTenure();
      } else {
        answer(reply, DONE);
      }
    };

    CompletableFuture<Answer> call = update(null);
    time.advanceUntil(call::isDone);

    assertThat(call.join()).isInstanceOf(Answer.Done.class);
    assertThat(sent).extracting(invoke -> ((RequestId.Sequenced) invoke.invocation().request()).incarnation())
        .containsExactly("incarnation-1", "incarnation-2");
    assertThat(router.outstanding().objects()).isZero();
  }

  @Test
  void anUpdateThatMayHaveBeenExecutedKeepsItsIdAcrossIncarnations() {
    network = (address, reply) -> {
      if (sent.size() == 1) {
        reply.onFailure(new Transport.Failure.Lost("the connection broke"));
        tenure = nextTenure();
      } else {
        answer(reply, DONE);
      }
    };

    CompletableFuture<Answer> call = update(null);
    time.advanceUntil(call::isDone);

    assertThat(sent.get(1).invocation().request()).isEqualTo(sent.get(0).invocation().request());
    assertThat(sent.get(1).invocation().repeated()).isTrue();
  }

  /** Its deadline passes on one thread while another one brings the end of its only attempt, as when a suspended process wakes up to both. */
  @Test
  void anAttemptThatIsLostWhileTheCallIsGivenUpMayHaveBeenExecuted() throws Exception {
    Map<ErrorKind, Integer> kinds = raced(reply -> reply.onFailure(new Transport.Failure.Lost("the connection broke")));

    assertThat(kinds).containsExactly(Map.entry(ErrorKind.OUTCOME_UNKNOWN, RACES));
  }

  @Test
  void anAttemptThatIsAnsweredWhileTheCallIsGivenUpIsNotReportedAsNeverExecuted() throws Exception {
    assertThat(raced(reply -> answer(reply, DONE))).doesNotContainKey(ErrorKind.UNAVAILABLE);
  }

  /** How calls ended that failed, of so many that were given up while this became of their only attempt. */
  private Map<ErrorKind, Integer> raced(Consumer<Transport.ReplyHandler> end) throws InterruptedException {
    var attempt = new AtomicReference<Transport.@Nullable ReplyHandler>();
    network = (address, reply) -> attempt.set(reply);
    var begun = new AtomicInteger();
    var ended = new AtomicInteger();
    Thread other = Thread.ofPlatform().start(() -> {
      for (int i = 1; i <= RACES; i++) {
        await(begun, i);
        end.accept(attempt.get());
        ended.set(i);
      }
    });

    Map<ErrorKind, Integer> kinds = new EnumMap<>(ErrorKind.class);
    for (int i = 1; i <= RACES; i++) {
      RoutedCall call = (RoutedCall) update(null);
      begun.set(i);
      for (int pause = i % 200; pause > 0; pause--) {
        Thread.onSpinWait();
      }
      call.expire();
      await(ended, i);
      if (call.join() instanceof Answer.Failed failed) {
        kinds.merge(failed.problem().kind(), 1, Integer::sum);
      }
      sent.clear();
    }
    other.join();
    return kinds;
  }

  private static void await(AtomicInteger counter, int value) {
    while (counter.get() < value) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theRepetitionOfAnUnknownOutcomeStaysUnknownWhileNobodyCanSay() {
    var id = new RequestId.Sequenced("incarnation-1", 17);
    network = (address, reply) -> answer(reply, new Answer.Failed(Problem.of(ErrorKind.UNAVAILABLE, "the store is down")));

    Problem problem = problem(update(id));

    assertThat(problem.kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(problem.request()).isEqualTo(id);
  }

  /** What happens to the incarnation is the test's own doing. */
  private static final class Deaf implements IncarnationListener {
    @Override
    public void onMembers(MembershipView view) {}

    @Override
    public void onSuspended() {}

    @Override
    public void onResumed() {}

    @Override
    public void onEnded(String reason) {}
  }

  /** Keeps what is sent and lets the test answer. */
  private final class Network implements Transport {
    @Override
    public CompletableFuture<String> start(RequestHandler handler) {
      return CompletableFuture.completedFuture("");
    }

    @Override
    public void request(String address, byte[] body, long timeoutNanos, ReplyHandler reply) {
      sent.add(((Decoded.Message<Invoke>) InvokeCodec.decode(body, time.platform().ticker().nanos())).value());
      network.accept(address, reply);
    }

    @Override
    public void close() {}
  }
}

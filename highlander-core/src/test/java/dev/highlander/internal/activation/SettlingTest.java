package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.activation.HostFixture.Node;
import dev.highlander.internal.activation.HostFixture.Pending;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.memory.StoreFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Asking what became of an update gives an answer that stays true. */
class SettlingTest {

  private final HostFixture fixture = new HostFixture();
  private final Node a = fixture.node("a");

  @Test
  void anAppliedUpdateIsReportedWithItsVersionButWithoutItsReply() {
    RequestId request = a.nextRequest();
    deposit(a, request, 5);
    fixture.answer(a.update("x", "deposit", "[1]"));

    Answer.Done applied = (Answer.Done) settle(a, request);

    assertThat(applied.receipt().version()).isEqualTo(1);
    assertThat(applied.value()).isEqualTo(Payload.NULL);
  }

  @Test
  void anUpdateThatNeverArrivedIsRefusedWhenItDoes() {
    RequestId request = a.nextRequest();

    assertThat(problem(settle(a, request)).code()).isEqualTo(Problem.SETTLED);
    Problem late = problem(deposit(a, request, 5));

    assertThat(late.code()).isEqualTo(Problem.SETTLED);
    assertThat(late.kind().executed()).isEqualTo(ErrorKind.Executed.NO);
    assertThat(total(a)).isEqualTo("0");
  }

  @Test
  void theNextOwnerKeepsToIt() {
    deposit(a, a.nextRequest(), 1);
    RequestId request = a.nextRequest();
    settle(a, request);
    Node b = fixture.node("b");
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofSeconds(10));

    assertThat(problem(settle(b, request)).code()).isEqualTo(Problem.SETTLED);
    assertThat(problem(deposit(b, request, 5)).code()).isEqualTo(Problem.SETTLED);
    assertThat(total(b)).isEqualTo("1");
  }

  @Test
  void anUpdateThatItsOwnerRefusedWasNotApplied() {
    RequestId request = a.nextRequest();
    Answer refused = fixture.answer(a.call("x", new Operation.Update("withdraw"), "[5]", request, false));
    assertThat(problem(refused).code()).isEqualTo("insufficient");

    assertThat(problem(settle(a, request)).code()).isEqualTo(Problem.SETTLED);
  }

  @Test
  void anUpdateThatIsUnderWayIsWaitedFor() {
    deposit(a, a.nextRequest(), 1);
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.ArriveLate(arrives)).every(key -> new StoreFault.LoseRequest());
    RequestId request = a.nextRequest();
    Pending update = a.call("x", new Operation.Update("deposit"), "[5]", request, false);

    Answer early = settle(a, request);
    assertThat(early).isInstanceOf(Answer.Unknown.class);

    fixture.store.faults().heal();
    arrives.complete(null);
    fixture.answer(update);
    assertThat(settle(a, request)).isInstanceOf(Answer.Done.class);
  }

  @Test
  void anIdOfAnIncarnationThatIsOverAndUnknownToTheObjectCanNotBeSettled() {
    Node b = fixture.node("b");
    RequestId request = a.nextRequest();
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));

    assertThat(problem(settle(b, request)).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
  }

  @Test
  void aNamedUpdateOfADeadOwnerIsSettledAgainstItsWriteInTheAir() {
    Node b = fixture.node("b");
    deposit(a, a.nextRequest(), 1);
    var arrives = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.ArriveLate(arrives)).every(key -> new StoreFault.LoseRequest());
    RequestId request = RequestId.named("payment-17");
    a.call("x", new Operation.Update("deposit"), "[100]", request, false);
    fixture.cluster.expire(a.tenure().incarnation().id());
    fixture.time.advance(Duration.ofMillis(10));
    fixture.store.faults().heal();

    assertThat(problem(settle(b, request)).code()).isEqualTo(Problem.SETTLED);
    arrives.complete(null);
    fixture.time.advance(Duration.ofSeconds(1));

    assertThat(total(b)).isEqualTo("1");
    assertThat(problem(settle(b, request)).code()).isEqualTo(Problem.SETTLED);
  }

  @Test
  void settlingAtAnObjectThatWasNeverStoredDoesNotCreateIt() {
    settle(a, a.nextRequest());

    Answer.Done exists = (Answer.Done) fixture.answer(a.call("x", new Operation.Exists(), "[]", null, false));
    assertThat(exists.receipt().exists()).isFalse();
  }

  private Answer settle(Node node, RequestId request) {
    return fixture.answer(node.call("x", new Operation.Settle(), "[]", request, true));
  }

  private Answer deposit(Node node, RequestId request, int amount) {
    return fixture.answer(node.call("x", new Operation.Update("deposit"), "[" + amount + "]", request, false));
  }

  private String total(Node node) {
    Answer.Done done = (Answer.Done) fixture.answer(node.query("x", "total"));
    return String.valueOf(((Payload.Live) done.value()).value());
  }

  private static Problem problem(Answer answer) {
    return ((Answer.Failed) answer).problem();
  }
}

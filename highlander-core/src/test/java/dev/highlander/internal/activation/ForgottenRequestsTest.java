package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.activation.HostFixture.Node;
import dev.highlander.internal.activation.HostFixture.Pending;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.memory.StoreFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers were told stays true, whatever their object forgets. */
class ForgottenRequestsTest {

  private final HostFixture fixture = new HostFixture();

  private String total(Node node) {
    return String.valueOf(((Payload.Live) ((Answer.Done) fixture.answer(node.query("x", "total"))).value()).value());
  }

  /** The first attempt is on its way to the owner itself for all that time, and the caller was told no by the second one. */
  @ParameterizedTest
  @ValueSource(strings = {"withdraw", "delete"})
  void aRefusalOfARepeatedUpdateHoldsThoughItsOwnerHasWrittenAndForgotMuch(String what) {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[10]"));
    Operation operation = what.equals("delete") ? new Operation.Delete(null) : new Operation.Update("withdraw");
    if (what.equals("delete")) {
      fixture.answer(a.call("x", operation, "[]", a.nextRequest(), false));
    }
    String arguments = what.equals("delete") ? "[]" : "[15]";
    RequestId id = a.nextRequest();
    Answer told = fixture.answer(a.call("x", operation, arguments, id, true));
    for (int i = 0; i < 1_024; i++) {
      fixture.answer(a.update("x", "withdraw", "[1000]"));
    }
    fixture.answer(a.update("x", "deposit", "[20]"));

    Answer late = fixture.answer(a.call("x", operation, arguments, id, false));

    assertThat(late.getClass()).isEqualTo(told.getClass());
    assertThat(total(a)).isEqualTo(what.equals("delete") ? "20" : "30");
  }

  @Test
  void aRefusalOfARepeatedUpdateHoldsForTheNextActivationOnTheSameNode() {
    Node a = fixture.node("a");
    fixture.answer(a.update("x", "deposit", "[10]"));
    RequestId id = a.nextRequest();
    fixture.answer(a.call("x", new Operation.Update("withdraw"), "[15]", id, true));
    fixture.time.advance(Duration.ofSeconds(70));
    assertThat(a.host.size()).isZero();
    fixture.answer(a.update("x", "deposit", "[20]"));

    Answer late = fixture.answer(a.call("x", new Operation.Update("withdraw"), "[15]", id, false));

    assertThat(((Answer.Failed) late).problem().code()).isEqualTo("insufficient");
    assertThat(total(a)).isEqualTo("30");
  }

  /** Its caller does not know the outcome of the first one, and says so with each later one: all replies are kept. */
  @Test
  void whatIsFullForgetsRepliesThatNobodyWaitsForAnyMore() {
    Node a = fixture.node("a");
    RequestId first = a.nextRequest();
    fixture.answer(deposit(a, first, false));
    for (int i = 1; i < HostFixture.SETTINGS.maxKeptReplies(); i++) {
      fixture.answer(deposit(a, a.nextRequest(), false));
    }
    Answer full = fixture.answer(deposit(a, a.nextRequest(), false));
    assertThat(((Answer.Failed) full).problem().kind()).isEqualTo(ErrorKind.OVERLOADED);

    fixture.time.advance(Duration.ofSeconds(11));
    assertThat(fixture.answer(deposit(a, a.nextRequest(), false))).isInstanceOf(Answer.Done.class);

    Answer again = fixture.answer(deposit(a, first, true));
    assertThat(((Answer.Failed) again).problem().kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(total(a)).isEqualTo(String.valueOf(HostFixture.SETTINGS.maxKeptReplies() + 1));
  }

  @Test
  void whatIsForgottenWhileAWriteIsInFlightStaysForgotten() {
    Node a = fixture.node("a");
    RequestId first = a.nextRequest();
    fixture.answer(deposit(a, first, false));
    for (int i = 1; i < HostFixture.SETTINGS.maxKeptReplies() - 1; i++) {
      fixture.answer(deposit(a, a.nextRequest(), false));
    }
    fixture.time.advance(Duration.ofSeconds(11));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending inFlight = deposit(a, a.nextRequest(), false);
    Pending madeRoom = deposit(a, a.nextRequest(), false);

    gate.complete(null);

    assertThat(fixture.answer(inFlight)).isInstanceOf(Answer.Done.class);
    assertThat(fixture.answer(madeRoom)).isInstanceOf(Answer.Done.class);
    Answer again = fixture.answer(deposit(a, first, true));
    assertThat(((Answer.Failed) again).problem().kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
  }

  private static Pending deposit(Node node, RequestId request, boolean repeated) {
    return node.call("x", new Operation.Update("deposit"), "[1]", request, repeated, 1, Caller.user("alice"));
  }
}

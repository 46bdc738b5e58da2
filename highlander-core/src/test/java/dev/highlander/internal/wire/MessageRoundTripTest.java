package dev.highlander.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRoundTripTest {

  private static final long NOW = -5_000_000_123L;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyRequestComesBackAsItWasSent(long seed) {
    WireSamples samples = new WireSamples(new Random(seed));

    for (int i = 0; i < 2_000; i++) {
      Invoke sent = samples.invoke(NOW);
      assertThat(message(InvokeCodec.decode(InvokeCodec.encode(sent, NOW), NOW)))
          .as("seed %d, message %d", seed, i)
          .usingRecursiveComparison()
          .isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyAnswerComesBackAsItWasSent(long seed) {
    WireSamples samples = new WireSamples(new Random(seed));

    for (int i = 0; i < 2_000; i++) {
      Answer sent = samples.answer();
      assertThat(message(AnswerCodec.decode(AnswerCodec.encode(sent))))
          .as("seed %d, message %d", seed, i)
          .usingRecursiveComparison()
          .isEqualTo(sent);
    }
  }

  @Test
  void theDeadlineIsCarriedOverToTheReceiversTicker() {
    Invoke sent = call(List.of(), NOW + TimeUnit.SECONDS.toNanos(3));

    Invoke received = message(InvokeCodec.decode(InvokeCodec.encode(sent, NOW), 77));

    assertThat(received.invocation().deadlineNanos()).isEqualTo(77 + TimeUnit.SECONDS.toNanos(3));
  }

  @Test
  void aFractionOfAMillisecondIsRoundedUpAndAPassedDeadlineIsNow() {
    Invoke hasOneNano = call(List.of(), NOW + 1);
    Invoke isLate = call(List.of(), NOW - 1);

    assertThat(message(InvokeCodec.decode(InvokeCodec.encode(hasOneNano, NOW), 0)).invocation().deadlineNanos())
        .isEqualTo(1_000_000);
    assertThat(message(InvokeCodec.decode(InvokeCodec.encode(isLate, NOW), 0)).invocation().deadlineNanos()).isZero();
  }

  @Test
  void aPathMayBeAsLongAsTheLimitAndNotOneLonger() {
    List<ObjectId> atTheLimit = Collections.nCopies(Invocation.MAX_PATH, new ObjectId("todo", "a"));
    List<ObjectId> onePast = Collections.nCopies(Invocation.MAX_PATH + 1, new ObjectId("todo", "a"));

    assertThat(message(InvokeCodec.decode(InvokeCodec.encode(call(atTheLimit, NOW), NOW), NOW)).invocation().path())
        .isEqualTo(atTheLimit);
    assertThatThrownBy(() -> InvokeCodec.encode(call(onePast, NOW), NOW)).hasMessageContaining("33");
  }

  @Test
  void valuesOfThisProcessDoNotTravel() {
    Invocation local =
        new Invocation(
            new ObjectId("todo", "a"), new Operation.Query("open"), new Arguments.Values(new Object[] {1}), Caller.user("u"), null,
            0, false, List.of(), false, NOW);
    Receipt receipt = new Receipt(true, 1, "b", Epoch.NONE, "n");

    assertThatThrownBy(() -> InvokeCodec.encode(new Invoke("i", local), NOW)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AnswerCodec.encode(new Answer.Done(new Payload.Live(1), receipt)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestProblemMessageTravelsWhole() {
    Answer.Failed sent = new Answer.Failed(Problem.of(ErrorKind.HANDLER_FAILED, "é".repeat(10_000)));

    assertThat(message(AnswerCodec.decode(AnswerCodec.encode(sent)))).isEqualTo(sent);
    assertThat(sent.problem().message()).hasSize(Problem.MAX_MESSAGE_CHARS + 1);
  }

  static Invoke call(List<ObjectId> path, long deadlineNanos) {
    return new Invoke(
        "i",
        new Invocation(
            new ObjectId("todo", "a"), new Operation.Read(), Arguments.NONE, Caller.user("u"), null, 0, false, path, false,
            deadlineNanos));
  }

  static <T> T message(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Message<T>(T value) -> value;
      case Decoded.Malformed<T>(String reason) -> throw new AssertionError(reason);
    };
  }
}

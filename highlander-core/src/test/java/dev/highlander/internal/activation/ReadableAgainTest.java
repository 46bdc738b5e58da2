package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.activation.HostFixture.Node;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was acknowledged can be read again: nothing reaches the store, state or kept reply, that its next owner could not read. */
class ReadableAgainTest {

  private static final ObjectId X = new ObjectId("figures", "x");

  /** The codec's limit; the fixture's states are smaller. */
  private static final HostSettings ROOMY =
      new HostSettings(
          Duration.ofMillis(2_200), Duration.ofSeconds(60), 10, 100_000, 8, 200_000, Duration.ofMinutes(10), Duration.ofSeconds(10));

  private final HostFixture fixture = new HostFixture();
  private final Node node = fixture.new Node("a", ROOMY);

  private Answer update(String handler, String arguments) {
    return fixture.answer(node.update(X, handler, arguments));
  }

  /** What the next owner reads from the store. */
  private int lengthAfterReload() {
    fixture.time.advance(Duration.ofMinutes(3));
    Answer answer =
        fixture.answer(node.call(X, new Operation.Query("length"), "[]", null, false, 0, Caller.user("alice")));
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return (int) ((Payload.Live) ((Answer.Done) answer).value()).value();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001, 10_000})
  void aStateWithLongNumbersIsReadAgain(int digits) {
    assertThat(update("digits", "[" + digits + "]")).isInstanceOf(Answer.Done.class);

    assertThat(lengthAfterReload()).isEqualTo(digits);
  }

  @Test
  void aStateWithANumberThatIsTooLongIsRefused() {
    assertThat(update("digits", "[7]")).isInstanceOf(Answer.Done.class);

    assertThat(kind(update("digits", "[10001]"))).isEqualTo(ErrorKind.HANDLER_FAILED);

    assertThat(lengthAfterReload()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"tell,1001", "tell,10000", "key,50000"})
  void aReplyThatCanBeReadAgainIsKept(String handler, int size) {
    assertThat(update(handler, "[" + size + "]")).isInstanceOf(Answer.Done.class);

    assertThat(lengthAfterReload()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"tell,[10001]", "key,[50001]", "twins,[]", "zeros,[]", "half,[]", "raw,['nope']"})
  void aReplyThatCouldNotBeReadAgainIsRefused(String handler, String arguments) {
    assertThat(update("digits", "[7]")).isInstanceOf(Answer.Done.class);

    assertThat(kind(update(handler, arguments.replace('\'', '"')))).isEqualTo(ErrorKind.HANDLER_FAILED);

    assertThat(lengthAfterReload()).isEqualTo(7);
  }

  private static ErrorKind kind(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) answer).problem().kind();
  }
}

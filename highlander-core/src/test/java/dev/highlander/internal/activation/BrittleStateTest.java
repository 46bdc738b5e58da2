package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a state's own code throws while it is written or read, every call is answered and the object goes on. */
class BrittleStateTest {

  private static final ObjectId X = new ObjectId("brittle", "x");
  private static final String LONG = "x".repeat(300);

  private final HostFixture fixture = new HostFixture();
  private final Node node = fixture.node("a");

  private Pending become(String text) {
    return node.update(X, "become", "[\"" + text + "\"]");
  }

  private String text() {
    Pending read = node.call(X, new Operation.Read(), "[]", null, false, 0, Caller.user("alice"));
    Answer.Done done = (Answer.Done) fixture.answer(read);
    return ((Brittle) ((Payload.Live) done.value()).value()).text();
  }

  private static ErrorKind kind(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) answer).problem().kind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"writing throws", "writing throws an error"})
  void aStateThatCanNotBeWrittenIsTheHandlersFailureAndTheObjectGoesOn(String unwritable) {
    fixture.answer(become("before"));

    assertThat(kind(fixture.answer(become(unwritable)))).isEqualTo(ErrorKind.HANDLER_FAILED);

    assertThat(text()).isEqualTo("before");
    assertThat(fixture.answer(become("after"))).isInstanceOf(Answer.Done.class);
    assertThat(text()).isEqualTo("after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "long"})
  void aStateThatCanNotBeWrittenBetweenTwoThatCanLeavesNoCallWithoutAnAnswer(String size) {
    fixture.answer(become(size.isEmpty() ? "before" : LONG));
    var gate = new CompletableFuture<Void>();
    fixture.store.faults().next(new StoreFault.HoldRequest(gate));
    Pending first = become(size.isEmpty() ? "first" : LONG + "first");
    Pending unwritable = become("writing throws");
    Pending last = become("last");

    gate.complete(null);
    fixture.time.run();

    assertThat(first.answered()).isTrue();
    assertThat(fixture.answer(unwritable)).isNotNull();
    assertThat(fixture.answer(last)).isInstanceOf(Answer.Done.class);
    assertThat(text()).isEqualTo("last");
    assertThat(fixture.answer(become("after"))).isInstanceOf(Answer.Done.class);
  }

  @Test
  void aStoredStateThatCanNotBeReadFailsTheActivationAndNotTheNextOne() {
    fixture.answer(become("before"));
    StoreRead.Found good = read();
    node.host.leave(Duration.ofSeconds(1));
    fixture.time.advance(Duration.ofSeconds(1));
    String damaged = new String(good.body(), StandardCharsets.UTF_8).replace("before", "reading throws");
    fixture.store.write(StoreKeys.of(X), damaged.getBytes(StandardCharsets.UTF_8), Precondition.matches(good.etag())).join();
    node.host.tenure(node.tenure());

    assertThat(kind(fixture.answer(become("after")))).isEqualTo(ErrorKind.UNAVAILABLE);

    fixture.store.write(StoreKeys.of(X), good.body(), Precondition.matches(read().etag())).join();
    fixture.time.advance(HostFixture.SETTINGS.takeoverWait());
    assertThat(fixture.answer(become("after"))).isInstanceOf(Answer.Done.class);
  }

  @Test
  void anErrorOfTheProcessInTheMiddleOfAWriteEndsTheActivationAndNotTheObject() {
    fixture.answer(become("before"));
    var draws = new int[1];
    fixture.onRandom = () -> {
      // The first is the update's seed, the second the token of the write.
      if (++draws[0] == 2) {
        throw new LinkageError("as if a class could not be loaded");
      }
    };

    assertThat(fixture.answer(become("lost"))).isInstanceOf(Answer.Unknown.class);

    fixture.time.advance(HostFixture.SETTINGS.takeoverWait());
    assertThat(fixture.answer(become("after"))).isInstanceOf(Answer.Done.class);
    assertThat(text()).isEqualTo("after");
  }

  private StoreRead.Found read() {
    return (StoreRead.Found) fixture.store.load(StoreKeys.of(X)).join();
  }
}

package dev.highlander.internal.wire;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.spi.Holder;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Messages with every field random and every alternative reached, from one source. */
final class WireSamples {

  private static final String[] TEXTS = {
    "", "a", "milk", "node-1", "x".repeat(127), "y".repeat(128), "é", "e\u0301", "\uFFFD", "日本", "😀", "../..", "a b"
  };

  private final RandomGenerator random;

  WireSamples(RandomGenerator random) {
    this.random = random;
  }

  /** A request whose deadline is a whole number of milliseconds after {@code nowNanos}, so that it survives the journey exactly. */
  Invoke invoke(long nowNanos) {
    long deadline = nowNanos + random.nextLong(InvokeCodec.MAX_REMAINING_MILLIS + 1) * 1_000_000;
    return new Invoke(
        text(),
        new Invocation(
            object(),
            operation(),
            new Arguments.Json(bytes()),
            new Caller(Caller.Kind.values()[random.nextInt(2)], name()),
            random.nextInt(3) == 0 ? null : request(),
            number(),
            random.nextBoolean(),
            IntStream.range(0, random.nextInt(Invocation.MAX_PATH + 1)).mapToObj(i -> object()).toList(),
            random.nextBoolean(),
            deadline));
  }

  Answer answer() {
    return switch (random.nextInt(4)) {
      case 0 -> new Answer.Done(new Payload.Json(bytes()), receipt());
      case 1 -> new Answer.Failed(problem(), random.nextBoolean() ? null : receipt());
      case 2 -> new Answer.NotOwner(random.nextBoolean() ? null : new Holder(text(), text(), text(), number(), number()));
      default -> new Answer.Unknown(text());
    };
  }

  private Receipt receipt() {
    return new Receipt(random.nextBoolean(), number(), text(), new Epoch(number(), number()), text());
  }

  private Problem problem() {
    ErrorKind kind = ErrorKind.values()[random.nextInt(ErrorKind.values().length)];
    return new Problem(
        kind,
        kind == ErrorKind.REJECTED ? "code-" + random.nextInt() : "",
        text(),
        kind == ErrorKind.OUTCOME_UNKNOWN ? request() : null);
  }

  private Operation operation() {
    return switch (random.nextInt(7)) {
      case 0 -> new Operation.Query(text());
      case 1 -> new Operation.Update(text());
      case 2 -> new Operation.Read();
      case 3 -> new Operation.Exists();
      case 4 -> new Operation.Write(expectation());
      case 5 -> new Operation.Settle();
      default -> new Operation.Delete(expectation());
    };
  }

  private Operation.Expectation expectation() {
    return random.nextBoolean() ? null : new Operation.Expectation(number(), text());
  }

  private RequestId request() {
    return random.nextBoolean()
        ? new RequestId.Sequenced("inc_" + random.nextInt(1000), random.nextLong(1, Long.MAX_VALUE))
        : RequestId.named(name());
  }

  private ObjectId object() {
    return new ObjectId("type-" + random.nextInt(10), name());
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private String name() {
    String text = text();
    return text.isEmpty() ? "n" : text;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }
}

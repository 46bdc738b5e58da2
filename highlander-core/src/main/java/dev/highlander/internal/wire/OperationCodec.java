package dev.highlander.internal.wire;

import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Operation.Expectation;
import org.jspecify.annotations.Nullable;

/** Operations as bytes. */
final class OperationCodec {

  private static final int QUERY = 1;
  private static final int UPDATE = 2;
  private static final int READ = 3;
  private static final int EXISTS = 4;
  private static final int WRITE = 5;
  private static final int DELETE = 6;
  private static final int SETTLE = 7;

  private OperationCodec() {}

  static void write(Operation operation, ByteSink out) {
    switch (operation) {
      case Operation.Query(String handler) -> out.octet(QUERY).text(handler);
      case Operation.Update(String handler) -> out.octet(UPDATE).text(handler);
      case Operation.Read() -> out.octet(READ);
      case Operation.Exists() -> out.octet(EXISTS);
      case Operation.Write(Expectation expectation) -> write(expectation, out.octet(WRITE));
      case Operation.Delete(Expectation expectation) -> write(expectation, out.octet(DELETE));
      case Operation.Settle() -> out.octet(SETTLE);
    }
  }

  static Operation read(ByteSource in) {
    int tag = in.octet();
    return switch (tag) {
      case QUERY -> new Operation.Query(in.text());
      case UPDATE -> new Operation.Update(in.text());
      case READ -> new Operation.Read();
      case EXISTS -> new Operation.Exists();
      case WRITE -> new Operation.Write(readExpectation(in));
      case DELETE -> new Operation.Delete(readExpectation(in));
      case SETTLE -> new Operation.Settle();
      default -> {
        in.refuse("unknown operation " + tag);
        yield new Operation.Read();
      }
    };
  }

  private static void write(@Nullable Expectation expectation, ByteSink out) {
    out.flag(expectation != null);
    if (expectation != null) {
      out.number(expectation.version()).text(expectation.birth());
    }
  }

  private static @Nullable Expectation readExpectation(ByteSource in) {
    return in.flag() ? new Expectation(in.number(), in.text()) : null;
  }
}

package dev.highlander.internal.wire;

import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.spi.Holder;
import org.jspecify.annotations.Nullable;

/** A reply's body: version, tag, then the fields of the {@link Answer} in order. */
public final class AnswerCodec {

  private static final int DONE = 2;
  private static final int FAILED = 3;
  private static final int NOT_OWNER = 4;
  private static final int UNKNOWN = 5;
  private static final int MAX_REJECTION_CODE = 100;

  private AnswerCodec() {}

  /**
   * A reply as bytes.
   *
   * @throws IllegalArgumentException if the value is {@link Payload.Live}: the caller's error
   */
  public static byte[] encode(Answer answer) {
    return switch (answer) {
      case Answer.Done(Payload value, Receipt receipt) -> encodeDone(value, receipt);
      case Answer.Failed(Problem problem, Receipt receipt) -> {
        ByteSink out = start(FAILED, 64 + problem.message().length());
        out.octet(code(problem.kind())).text(problem.code()).text(problem.message());
        RequestIdCodec.write(problem.request(), out);
        out.flag(receipt != null);
        yield (receipt == null ? out : write(receipt, out)).take();
      }
      case Answer.NotOwner(Holder hint) -> encodeNotOwner(hint);
      case Answer.Unknown(String reason) -> start(UNKNOWN, 16 + reason.length()).text(reason).take();
    };
  }

  /** Reads what {@link #encode} wrote. */
  public static Decoded<Answer> decode(byte[] body) {
    ByteSource in = new ByteSource(body);
    int version = in.octet();
    if (version != InvokeCodec.VERSION) {
      in.refuse("message version " + version + "; this process speaks " + InvokeCodec.VERSION);
    }
    int tag = in.octet();
    Answer answer =
        switch (tag) {
          case DONE -> new Answer.Done(new Payload.Json(in.blob()), readReceipt(in));
          case FAILED -> new Answer.Failed(readProblem(in), in.flag() ? readReceipt(in) : null);
          case NOT_OWNER -> new Answer.NotOwner(in.flag() ? readHolder(in) : null);
          case UNKNOWN -> new Answer.Unknown(in.text());
          default -> {
            in.refuse("unknown kind of answer " + tag);
            yield new Answer.Unknown("");
          }
        };
    return in.finish(answer);
  }

  private static byte[] encodeDone(Payload value, Receipt receipt) {
    if (!(value instanceof Payload.Json(byte[] json))) {
      throw new IllegalArgumentException("only encoded values travel between processes");
    }
    return write(receipt, start(DONE, 96 + json.length).blob(json)).take();
  }

  private static ByteSink write(Receipt receipt, ByteSink out) {
    return out.flag(receipt.exists())
        .number(receipt.version())
        .text(receipt.birth())
        .number(receipt.epoch().generation())
        .number(receipt.epoch().claim())
        .text(receipt.node());
  }

  private static byte[] encodeNotOwner(@Nullable Holder hint) {
    ByteSink out = start(NOT_OWNER, 128).flag(hint != null);
    if (hint != null) {
      out.text(hint.incarnation()).text(hint.node()).text(hint.address());
      out.number(hint.transaction()).number(hint.sinceMillis());
    }
    return out.take();
  }

  private static ByteSink start(int tag, int expectedSize) {
    return new ByteSink(expectedSize).octet(InvokeCodec.VERSION).octet(tag);
  }

  private static Receipt readReceipt(ByteSource in) {
    boolean exists = in.flag();
    long version = in.number();
    String birth = in.text();
    Epoch epoch = new Epoch(in.number(), in.number());
    return new Receipt(exists, version, birth, epoch, in.text());
  }

  private static Holder readHolder(ByteSource in) {
    return new Holder(in.text(), in.text(), in.text(), in.number(), in.number());
  }

  private static Problem readProblem(ByteSource in) {
    int code = in.octet();
    ErrorKind kind = kind(code);
    if (kind == null) {
      in.refuse("unknown kind of error " + code);
      kind = ErrorKind.UNAVAILABLE;
    }
    String rejection = in.text();
    if (kind == ErrorKind.REJECTED && (rejection.isEmpty() || rejection.length() > MAX_REJECTION_CODE)) {
      in.refuse("a rejection code of " + rejection.length() + " characters; 1 to " + MAX_REJECTION_CODE);
    }
    return new Problem(kind, rejection, in.text(), RequestIdCodec.read(in));
  }

  /** Numbers on the wire are given by hand: the order of the enum may change, these never. */
  private static int code(ErrorKind kind) {
    return switch (kind) {
      case REJECTED -> 1;
      case BAD_REQUEST -> 2;
      case ACCESS_DENIED -> 3;
      case VERSION_CONFLICT -> 4;
      case UNAVAILABLE -> 5;
      case OVERLOADED -> 6;
      case CALL_CYCLE -> 7;
      case OUTCOME_UNKNOWN -> 8;
      case HANDLER_FAILED -> 9;
      case CORRUPT_OBJECT -> 10;
    };
  }

  private static @Nullable ErrorKind kind(int code) {
    return switch (code) {
      case 1 -> ErrorKind.REJECTED;
      case 2 -> ErrorKind.BAD_REQUEST;
      case 3 -> ErrorKind.ACCESS_DENIED;
      case 4 -> ErrorKind.VERSION_CONFLICT;
      case 5 -> ErrorKind.UNAVAILABLE;
      case 6 -> ErrorKind.OVERLOADED;
      case 7 -> ErrorKind.CALL_CYCLE;
      case 8 -> ErrorKind.OUTCOME_UNKNOWN;
      case 9 -> ErrorKind.HANDLER_FAILED;
      case 10 -> ErrorKind.CORRUPT_OBJECT;
      default -> null;
    };
  }
}

package dev.highlander.internal.wire;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A request's body: version, tag, then the fields of {@link Invoke} in order. The deadline travels as the milliseconds that are left,
 * because clocks of two processes can't be compared; the time on the way is thereby given to the receiver, and the caller, who stops
 * waiting by its own clock, is the one that decides.
 */
public final class InvokeCodec {

  /** The longest time that can be left to a call. */
  public static final long MAX_REMAINING_MILLIS = TimeUnit.DAYS.toMillis(1);

  static final int VERSION = 1;
  static final int INVOKE = 1;

  private static final int USER = 0;
  private static final int SERVICE = 1;
  private static final Caller NOBODY = Caller.user("none");

  private InvokeCodec() {}

  /**
   * A request as bytes.
   *
   * @param nowNanos the present time of the ticker that the deadline is meant by
   * @throws IllegalArgumentException if the arguments are {@link Arguments.Values} or the path is too long: the caller's errors
   */
  public static byte[] encode(Invoke invoke, long nowNanos) {
    Invocation call = invoke.invocation();
    if (!(call.arguments() instanceof Arguments.Json(byte[] arguments))) {
      throw new IllegalArgumentException("only encoded arguments travel between processes");
    }
    if (call.path().size() > Invocation.MAX_PATH) {
      throw new IllegalArgumentException("a path of " + call.path().size() + " objects; at most " + Invocation.MAX_PATH);
    }
    ByteSink out = new ByteSink(160 + arguments.length);
    out.octet(VERSION).octet(INVOKE).text(invoke.targetIncarnation());
    out.text(call.object().type()).text(call.object().id());
    OperationCodec.write(call.operation(), out);
    out.blob(arguments);
    out.octet(call.caller().kind() == Caller.Kind.USER ? USER : SERVICE).text(call.caller().name());
    RequestIdCodec.write(call.request(), out);
    out.number(call.lowestOutstanding()).flag(call.repeated());
    out.octet(call.path().size());
    for (ObjectId object : call.path()) {
      out.text(object.type()).text(object.id());
    }
    out.flag(call.strict()).number(remainingMillis(call.deadlineNanos() - nowNanos));
    return out.take();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param nowNanos the present time of the ticker that the decoded deadline will be compared with
   */
  public static Decoded<Invoke> decode(byte[] body, long nowNanos) {
    ByteSource in = new ByteSource(body);
    readStart(in, INVOKE);
    String target = in.text();
    ObjectId object = in.object();
    Operation operation = OperationCodec.read(in);
    Arguments arguments = new Arguments.Json(in.blob());
    Caller caller = readCaller(in);
    RequestId request = RequestIdCodec.read(in);
    long lowestOutstanding = in.number();
    boolean repeated = in.flag();
    List<ObjectId> path = readPath(in);
    boolean strict = in.flag();
    long remaining = in.number(MAX_REMAINING_MILLIS, "the time left, in milliseconds,");
    long deadline = nowNanos + TimeUnit.MILLISECONDS.toNanos(remaining);
    return in.finish(
        new Invoke(
            target,
            new Invocation(object, operation, arguments, caller, request, lowestOutstanding, repeated, path, strict, deadline)));
  }

  /** The common start of all messages; refuses another version, or another tag than the expected one. */
  static void readStart(ByteSource in, int expectedTag) {
    int version = in.octet();
    if (version != VERSION) {
      in.refuse("message version " + version + "; this process speaks " + VERSION);
    }
    int tag = in.octet();
    if (tag != expectedTag) {
      in.refuse("message kind " + tag + " where " + expectedTag + " was expected");
    }
  }

  private static Caller readCaller(ByteSource in) {
    int kind = in.octet();
    if (kind > SERVICE) {
      in.refuse("unknown kind of caller " + kind);
    }
    String name = in.text();
    return in.valid(() -> new Caller(kind == USER ? Caller.Kind.USER : Caller.Kind.SERVICE, name), NOBODY);
  }

  private static List<ObjectId> readPath(ByteSource in) {
    int size = (int) in.number(Invocation.MAX_PATH, "the length of the path");
    if (size == 0) {
      return List.of();
    }
    List<ObjectId> path = new ArrayList<>(size);
    for (int i = 0; i < size && !in.refused(); i++) {
      path.add(in.object());
    }
    return List.copyOf(path);
  }

  /** Rounded up, so that a call with some time left never arrives with none. */
  private static long remainingMillis(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    return Math.min(MAX_REMAINING_MILLIS, (nanos - 1) / 1_000_000 + 1);
  }
}

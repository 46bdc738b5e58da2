package dev.highlander.testkit.world;

import dev.highlander.zookeeper.ZkOp;
import dev.highlander.zookeeper.ZkReply;
import dev.highlander.zookeeper.ZkSession;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request of a session on its way, and how its reply is told. */
final class ZkRequest {

  /** What a server answers. */
  sealed interface Outcome {
    /** Values of a write, one for each operation. */
    record Written(List<ZkSession.Result> results) implements Outcome {}

    /** The value of a read. */
    record Value(Object value) implements Outcome {}

    /** It was refused. */
    record Refused(ZkReply.Reason reason, int operation) implements Outcome {}

    /** It is not known what became of it. */
    record Lost(String why) implements Outcome {}

    /** The session is over. */
    record Ended(String why) implements Outcome {}
  }

  /** A read: what it asks a server's tree. */
  interface Read {
    Outcome of(Znodes nodes);
  }

  /** What a watch of a read is about. */
  enum Watch {
    DATA,
    CHILDREN
  }

  final List<ZkOp> writes;
  final @Nullable Read read;
  final boolean closes;
  private final String name;
  final String path;
  final @Nullable Watch watch;
  private final Consumer<Outcome> reply;

  /** The outcome of a write, once the server that the session is connected to has applied it. */
  @Nullable Outcome applied;

  private ZkRequest(
      String name,
      List<ZkOp> writes,
      @Nullable Read read,
      boolean closes,
      String path,
      @Nullable Watch watch,
      Consumer<Outcome> reply) {
    this.name = name;
    this.writes = writes;
    this.read = read;
    this.closes = closes;
    this.path = path;
    this.watch = watch;
    this.reply = reply;
  }

  static <T> ZkRequest write(List<ZkOp> operations, Function<List<ZkSession.Result>, T> value, Consumer<ZkReply<T>> reply) {
    return new ZkRequest(
        "write",
        List.copyOf(operations),
        null,
        false,
        operations.getFirst().path(),
        null,
        outcome -> reply.accept(told(outcome, written -> value.apply(((Outcome.Written) written).results()))));
  }

  @SuppressWarnings("unchecked") // a read's value is what its caller says
  static <T> ZkRequest read(String name, String path, @Nullable Watch watch, Read read, Consumer<ZkReply<T>> reply) {
    return new ZkRequest(
        name, List.of(), read, false, path, watch, outcome -> reply.accept(told(outcome, found -> (T) ((Outcome.Value) found).value())));
  }

  static ZkRequest close(Runnable closed) {
    return new ZkRequest("close", List.of(), null, true, "", null, outcome -> closed.run());
  }

  boolean isWrite() {
    return read == null;
  }

  /** Tells the reply; once. */
  void answer(Outcome outcome) {
    reply.accept(outcome);
  }

  /** As {@link WorldNode#holdRequests} describes it. */
  @Override
  public String toString() {
    return writes.isEmpty() ? (name + " " + path).trim() : writes.stream().map(ZkRequest::text).collect(Collectors.joining(", "));
  }

  private static String text(ZkOp operation) {
    return switch (operation) {
      case ZkOp.Create create -> "create " + create.path();
      case ZkOp.SetData set -> "set " + set.path();
      case ZkOp.Delete delete -> "delete " + delete.path();
      case ZkOp.Check check -> "check " + check.path();
    };
  }

  private static <T> ZkReply<T> told(Outcome outcome, Function<Outcome, T> value) {
    return switch (outcome) {
      case Outcome.Written written -> new ZkReply.Done<>(value.apply(written));
      case Outcome.Value found -> new ZkReply.Done<>(value.apply(found));
      case Outcome.Refused refused -> new ZkReply.Refused<>(refused.reason(), refused.operation(), refused.reason().name());
      case Outcome.Lost lost -> new ZkReply.Unknown<>(lost.why());
      case Outcome.Ended ended -> new ZkReply.Ended<>(ended.why());
    };
  }
}

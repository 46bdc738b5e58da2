package dev.highlander.http;

import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.model.TypeModel;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads, replaces, deletes and calls objects. Thread-safe. */
final class ObjectRoutes {

  private static final Duration MAX_DEADLINE = Duration.ofHours(1);

  private final NodeInternals node;
  private final ProblemDocuments problems;
  private final JsonContent json;
  private final OwnerCalls owners;
  private final Duration deadline;

  ObjectRoutes(NodeInternals node, ProblemDocuments problems, Duration deadline) {
    this.node = node;
    this.problems = problems;
    this.json = new JsonContent();
    this.owners = new OwnerCalls(node);
    this.deadline = deadline;
  }

  HttpAnswer get(HttpCall call) {
    TypeModel<?> type = type(call);
    refuseHeader(call, "If-Match", "a read is not conditional on If-Match");
    return answer(
        invocation(call, type, new Operation.Read(), Arguments.NONE, null),
        done -> {
          String tag = EntityTag.of(done.receipt());
          boolean known = call.headers().all("If-None-Match").stream().anyMatch(sent -> lists(sent, tag));
          HttpAnswer answer = known ? HttpAnswer.empty(304) : HttpAnswer.json(bytes(done.value(), type.javaType()));
          return answer.with("ETag", tag);
        });
  }

  HttpAnswer put(HttpCall call) {
    TypeModel<?> type = type(call);
    Precondition condition = precondition(call);
    if (condition.stale()) {
      return staleTag();
    }
    Operation write = new Operation.Write(condition.expectation());
    return answer(
        invocation(call, type, write, new Arguments.Json(json.state(call)), idempotencyKey(call)),
        done ->
            HttpAnswer.json("{\"version\":" + done.receipt().version() + "}").with("ETag", EntityTag.of(done.receipt())));
  }

  HttpAnswer delete(HttpCall call) {
    TypeModel<?> type = type(call);
    Precondition condition = precondition(call);
    if (condition.stale()) {
      return staleTag();
    }
    Operation delete = new Operation.Delete(condition.expectation());
    return answer(invocation(call, type, delete, Arguments.NONE, idempotencyKey(call)), done -> HttpAnswer.empty(204));
  }

  HttpAnswer post(HttpCall call) {
    TypeModel<?> type = type(call);
    String name = call.part("handler");
    @Nullable HandlerModel handler = type.handler(name);
    if (handler == null) {
      throw Refusal.notFound(type.name() + " has no handler '" + name + "'; it has "
          + type.handlers().keySet().stream().sorted().toList());
    }
    refuseHeader(call, "If-Match", "a handler decides by itself what it is applied to; only PUT and DELETE are conditional");
    refuseHeader(call, "If-None-Match", "a handler decides by itself what it is applied to; only PUT and DELETE are conditional");
    Operation operation = handler.query() ? new Operation.Query(name) : new Operation.Update(name);
    @Nullable RequestId request = handler.query() ? null : idempotencyKey(call);
    return answer(
        invocation(call, type, operation, new Arguments.Json(json.arguments(call)), request),
        done -> HttpAnswer.json(bytes(done.value(), handler.reply())));
  }

  private HttpAnswer answer(Invocation invocation, Function<Answer.Done, HttpAnswer> ok) {
    return switch (owners.ask(invocation)) {
      case OwnerCalls.Result.Done(Answer.Done done) -> withReceipt(ok.apply(done), done.receipt());
      case OwnerCalls.Result.Failed(Problem problem, Receipt receipt) ->
          receipt == null ? problems.of(problem) : withReceipt(problems.of(problem), receipt);
    };
  }

  private static HttpAnswer withReceipt(HttpAnswer answer, Receipt receipt) {
    return OwnerHeaders.add(answer, receipt.node(), receipt.epoch(), receipt.version());
  }

  private byte[] bytes(Payload payload, Type type) {
    return switch (payload) {
      case Payload.Json(byte[] value) -> value;
      case Payload.Live(@Nullable Object value) -> node.codec().encode(value, type);
    };
  }

  private Invocation invocation(
      HttpCall call, TypeModel<?> type, Operation operation, Arguments arguments, @Nullable RequestId request) {
    ObjectId object = new ObjectId(type.name(), call.part("id"));
    // Whether the client sent this key before is not known here, so an earlier attempt has to be reckoned with.
    boolean repeated = request != null;
    long deadlineNanos = node.platform().ticker().nanos() + deadline(call).toNanos();
    return new Invocation(object, operation, arguments, call.caller(), request, 0, repeated, List.of(), false, deadlineNanos);
  }

  private Duration deadline(HttpCall call) {
    Optional<String> sent = call.headers().first("X-Request-Deadline-Ms");
    if (sent.isEmpty()) {
      return deadline;
    }
    if (!sent.get().matches("[0-9]{1,7}") || sent.get().matches("0+") || Long.parseLong(sent.get()) > MAX_DEADLINE.toMillis()) {
      throw Refusal.badRequest("X-Request-Deadline-Ms is 1 to " + MAX_DEADLINE.toMillis() + "; it is '" + sent.get() + "'");
    }
    return Duration.ofMillis(Long.parseLong(sent.get()));
  }

  private TypeModel<?> type(HttpCall call) {
    String name = call.part("type");
    return node.types()
        .find(name)
        .orElseThrow(() -> Refusal.notFound("no type has this name here; known are " + node.types().names()));
  }

  /** The draft "The Idempotency-Key HTTP Header Field" writes the key in quotes; without them it means the same. */
  private static @Nullable RequestId idempotencyKey(HttpCall call) {
    List<String> sent = call.headers().all("Idempotency-Key");
    if (sent.isEmpty()) {
      return null;
    }
    if (sent.size() > 1) {
      throw Refusal.badRequest("send one Idempotency-Key; there are " + sent.size());
    }
    String key = sent.getFirst().strip();
    boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
    return RequestId.named(quoted ? key.substring(1, key.length() - 1) : key);
  }

  /**
   * What a write asks of the state it replaces.
   *
   * @param stale whether no state can meet it, because its tag was never given out
   */
  private record Precondition(Operation.@Nullable Expectation expectation, boolean stale) {}

  private static Precondition precondition(HttpCall call) {
    refuseHeader(call, "If-None-Match", "only If-Match with the ETag of an earlier answer is understood here");
    List<String> sent = call.headers().all("If-Match");
    if (sent.isEmpty()) {
      return new Precondition(null, false);
    }
    String tag = sent.getFirst().strip();
    if (sent.size() > 1 || tag.equals("*") || tag.contains(",")) {
      throw Refusal.badRequest("send one ETag of an earlier answer in If-Match; lists and * are not understood here");
    }
    Operation.@Nullable Expectation expectation = EntityTag.read(tag);
    return new Precondition(expectation, expectation == null);
  }

  private HttpAnswer staleTag() {
    return problems.of(Problem.of(ErrorKind.VERSION_CONFLICT, "the ETag in If-Match is not that of the object's present state"));
  }

  private static boolean lists(String header, String tag) {
    return List.of(header.split(",")).stream().map(String::strip).anyMatch(each -> each.equals(tag) || each.equals("W/" + tag));
  }

  /** A condition that was ignored would be worse than one that is refused. */
  private static void refuseHeader(HttpCall call, String header, String reason) {
    if (call.headers().first(header).isPresent()) {
      throw Refusal.badRequest(header + ": " + reason);
    }
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.Outcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Notes every call before it is sent, and its end before its caller hears of it. */
final class RecordingRouter implements CallRouter {

  private static final Pattern THROWN = Pattern.compile("(handler|guard) \\S+ threw ");

  private final CallRouter inner;
  private final CallHistory<RecordedCall, RecordedReply> history;
  private final String entrance;
  private final Map<CompletableFuture<Answer>, CompletableFuture<Answer>> open = new ConcurrentHashMap<>();

  /** {@code entrance} says where the calls enter the cluster. */
  RecordingRouter(CallRouter inner, CallHistory<RecordedCall, RecordedReply> history, String entrance) {
    this.inner = inner;
    this.history = history;
    this.entrance = entrance;
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    if (!(invocation.arguments() instanceof Arguments.Json(byte[] arguments))) {
      throw new IllegalStateException("arguments of a call that leaves its process are JSON");
    }
    RecordedCall call = call(invocation, NodeConsole.JSON.readTree(arguments));
    String caller = entrance + " as " + invocation.caller().name();
    long number = history.began(invocation.object().toString(), caller, call, System.nanoTime());
    CompletableFuture<Answer> asked = inner.route(invocation);
    CompletableFuture<Answer> noted =
        asked.thenApply(
            answer -> {
              history.ended(number, named(call, answer), outcome(answer), System.nanoTime());
              return answer;
            });
    open.put(noted, asked);
    noted.whenComplete((answer, defect) -> open.remove(noted));
    return noted;
  }

  @Override
  public void abandon(CompletableFuture<Answer> call) {
    CompletableFuture<Answer> asked = open.get(call);
    if (asked != null) {
      inner.abandon(asked);
    }
  }

  @Override
  public boolean readsHere() {
    return false;
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    return null;
  }

  private static RecordedCall call(Invocation invocation, JsonNode arguments) {
    Operation operation = invocation.operation();
    return new RecordedCall(
        invocation.object(),
        kind(operation),
        handler(operation),
        arguments,
        invocation.caller(),
        invocation.request() == null ? "" : invocation.request().toString(),
        expectation(operation),
        invocation.strict());
  }

  private static RecordedCall.Kind kind(Operation operation) {
    return switch (operation) {
      case Operation.Query query -> RecordedCall.Kind.QUERY;
      case Operation.Update update -> RecordedCall.Kind.UPDATE;
      case Operation.Read read -> RecordedCall.Kind.READ;
      case Operation.Exists exists -> RecordedCall.Kind.EXISTS;
      case Operation.Write write -> RecordedCall.Kind.WRITE;
      case Operation.Delete delete -> RecordedCall.Kind.DELETE;
      case Operation.Settle settle -> RecordedCall.Kind.SETTLE;
    };
  }

  private static String handler(Operation operation) {
    return switch (operation) {
      case Operation.Query(String handler) -> handler;
      case Operation.Update(String handler) -> handler;
      default -> "";
    };
  }

  private static RecordedCall.@Nullable Expectation expectation(Operation operation) {
    Operation.@Nullable Expectation expected =
        switch (operation) {
          case Operation.Write write -> write.expectation();
          case Operation.Delete delete -> delete.expectation();
          default -> null;
        };
    return expected == null ? null : new RecordedCall.Expectation(expected.version(), expected.birth());
  }

  /** The error of an unknown outcome says under which id the update was sent: whoever repeats or settles it names that. */
  private static RecordedCall named(RecordedCall call, Answer answer) {
    return call.request().isEmpty() && answer instanceof Answer.Failed(Problem problem, var receipt) && problem.request() != null
        ? call.under(problem.request().toString())
        : call;
  }

  private static Outcome<RecordedReply> outcome(Answer answer) {
    return switch (answer) {
      case Answer.Done(Payload value, Receipt receipt) -> new Outcome.Returned<>(reply(json(value), "", receipt));
      case Answer.Failed(Problem problem, Receipt receipt) when receipt != null && decidedOnTheState(problem) ->
          new Outcome.Returned<>(reply(MissingNode.getInstance(), refusal(problem), receipt));
      case Answer.Failed failed when failed.problem().kind().executed() == ErrorKind.Executed.NO ->
          new Outcome.Refused<>(failed.problem().kind().name());
      case Answer other -> new Outcome.Open<>();
    };
  }

  private static RecordedReply reply(JsonNode value, String refusal, Receipt receipt) {
    return new RecordedReply(value, receipt.exists(), receipt.version(), receipt.birth(), refusal, receipt.epoch(), receipt.node());
  }

  /** Other refusals are about the call or the cluster. A state or reply beyond a limit is an error of the handler too, but nothing it threw. */
  private static boolean decidedOnTheState(Problem problem) {
    return switch (problem.kind()) {
      case REJECTED, ACCESS_DENIED, VERSION_CONFLICT -> true;
      case HANDLER_FAILED -> THROWN.matcher(problem.message()).lookingAt();
      default -> false;
    };
  }

  private static String refusal(Problem problem) {
    if (problem.code().equals(Problem.SETTLED)) {
      return RecordedReply.SETTLED;
    }
    return problem.code().isEmpty() ? problem.kind().name() : problem.kind().name() + " " + problem.code();
  }

  private static JsonNode json(Payload payload) {
    return switch (payload) {
      case Payload.Json(byte[] value) -> NodeConsole.JSON.readTree(value);
      case Payload.Live live -> throw new IllegalStateException("a process that hosts nothing was given a live value");
    };
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.Outcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Notes every call before it is sent, and its end before its caller hears of it. */
final class RecordingRouter implements CallRouter {

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
    RecordedCall.@Nullable Kind kind = kind(invocation.operation());
    if (kind == null || !(invocation.arguments() instanceof Arguments.Json(byte[] arguments))) {
      return inner.route(invocation);
    }
    var call =
        new RecordedCall(
            invocation.object(),
            kind,
            handler(invocation.operation()),
            NodeConsole.JSON.readTree(arguments),
            invocation.caller(),
            invocation.request() == null ? "" : invocation.request().toString());
    String caller = entrance + " as " + invocation.caller().name();
    long number = history.began(invocation.object().toString(), caller, call, System.nanoTime());
    CompletableFuture<Answer> asked = inner.route(invocation);
    CompletableFuture<Answer> noted =
        asked.thenApply(
            answer -> {
              history.ended(number, outcome(answer), System.nanoTime());
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

  private static RecordedCall.@Nullable Kind kind(Operation operation) {
    return switch (operation) {
      case Operation.Query query -> RecordedCall.Kind.QUERY;
      case Operation.Update update -> RecordedCall.Kind.UPDATE;
      case Operation.Read read -> RecordedCall.Kind.READ;
      case Operation.Exists exists -> RecordedCall.Kind.EXISTS;
      case Operation.Write write -> RecordedCall.Kind.WRITE;
      case Operation.Delete delete -> RecordedCall.Kind.DELETE;
      // It changes nothing of the object; the update that it settles stays open.
      case Operation.Settle settle -> null;
    };
  }

  private static String handler(Operation operation) {
    return switch (operation) {
      case Operation.Query(String handler) -> handler;
      case Operation.Update(String handler) -> handler;
      default -> "";
    };
  }

  private static Outcome<RecordedReply> outcome(Answer answer) {
    return switch (answer) {
      case Answer.Done done ->
          new Outcome.Returned<>(
              new RecordedReply(json(done.value()), done.receipt().exists(), done.receipt().version(), done.receipt().birth()));
      case Answer.Failed failed when failed.problem().kind().executed() == ErrorKind.Executed.NO ->
          new Outcome.Refused<>(failed.problem().kind().name());
      case Answer other -> new Outcome.Open<>();
    };
  }

  private static JsonNode json(Payload payload) {
    return switch (payload) {
      case Payload.Json(byte[] value) -> NodeConsole.JSON.readTree(value);
      case Payload.Live live -> throw new IllegalStateException("a process that hosts nothing was given a live value");
    };
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Invoke;
import dev.highlander.internal.wire.InvokeCodec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Hands calls to a node, which routes them as if its own code had made them. */
final class ConsoleRouter implements CallRouter {

  /** A node answers at the deadline; one that is paused does not. */
  private static final long GRACE_MILLIS = 1_000;

  private final Supplier<NodeRun> node;

  /** {@code node} gives the life of the node that goes on now. */
  ConsoleRouter(Supplier<NodeRun> node) {
    this.node = node;
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    long now = System.nanoTime();
    String body = Base64.getEncoder().encodeToString(InvokeCodec.encode(new Invoke("", invocation), now));
    long patience = TimeUnit.NANOSECONDS.toMillis(Math.max(0, invocation.deadlineNanos() - now)) + GRACE_MILLIS;
    Answer none = unanswered(invocation, "no answer by the deadline");
    return node.get()
        .ask("call", Map.of("body", body))
        .handle((answer, failure) -> answer == null ? unanswered(invocation, String.valueOf(failure)) : decode(invocation, answer))
        .completeOnTimeout(none, patience, TimeUnit.MILLISECONDS);
  }

  private static Answer decode(Invocation invocation, JsonNode answer) {
    return switch (AnswerCodec.decode(Base64.getDecoder().decode(answer.asString("")))) {
      case Decoded.Message<Answer>(Answer.Done done) -> done;
      case Decoded.Message<Answer>(Answer.Failed failed) -> failed;
      case Decoded.Message<Answer>(Answer other) -> unanswered(invocation, other.toString());
      case Decoded.Malformed<Answer>(String reason) -> unanswered(invocation, reason);
    };
  }

  /** Of an update that got no answer nothing is known. */
  private static Answer unanswered(Invocation invocation, String reason) {
    return invocation.operation().writes()
        ? new Answer.Failed(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", reason, invocation.request()))
        : new Answer.Failed(Problem.of(ErrorKind.UNAVAILABLE, reason));
  }

  @Override
  public boolean readsHere() {
    return false;
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    return null;
  }
}

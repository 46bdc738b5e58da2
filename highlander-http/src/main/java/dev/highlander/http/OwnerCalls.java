package dev.highlander.http;

import dev.highlander.ErrorKind;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the owner's answer on the request's own thread. Thread-safe. */
final class OwnerCalls {

  /** The router answers by the deadline; this is for one that does not. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How a call ended. */
  sealed interface Result {
    record Done(Answer.Done answer) implements Result {}

    record Failed(Problem problem, @Nullable Receipt receipt) implements Result {}
  }

  private final NodeInternals node;

  OwnerCalls(NodeInternals node) {
    this.node = node;
  }

  Result ask(Invocation invocation) {
    @Nullable Answer here = invocation.operation().writes() ? null : node.router().readHere(invocation);
    return switch (here == null ? await(invocation) : here) {
      case Answer.Done done -> new Result.Done(done);
      case Answer.Failed(Problem problem, Receipt receipt) -> new Result.Failed(problem, receipt);
      case Answer.NotOwner(var hint) -> unanswered(invocation, "the owner of " + invocation.object() + " was not found");
      case Answer.Unknown(String reason) -> unanswered(invocation, reason);
    };
  }

  private Answer await(Invocation invocation) {
    CompletableFuture<Answer> future = node.router().route(invocation);
    long left = invocation.deadlineNanos() - node.platform().ticker().nanos() + GRACE_NANOS;
    try {
      return future.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Answer.Unknown("no answer by the deadline");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unknown("this gateway was stopped before the answer came");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the router failed instead of answering", e.getCause());
    }
  }

  /** A read that found no answer was not executed as far as its caller is concerned; of a write nothing is known. */
  private static Result unanswered(Invocation invocation, String reason) {
    return invocation.operation().writes()
        ? new Result.Failed(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", reason, invocation.request()), null)
        : new Result.Failed(Problem.of(ErrorKind.UNAVAILABLE, reason), null);
  }
}

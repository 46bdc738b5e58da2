package dev.highlander.internal.client;

import dev.highlander.CallCycle;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.UpdateOutcome;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.internal.util.CurrentTurn;
import dev.highlander.spi.Platform;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls and turns answers into values, or into exceptions made on the thread that gets them. Immutable, thread-safe.
 *
 * @param router brings calls to their objects
 * @param codec decodes and copies replies
 * @param platform the deadlines' clock, and the threads on which futures complete
 */
record CallSender(CallRouter router, JsonCodec codec, Platform platform) {

  /** One call, as of now and in the turn that the present thread executes, if any. */
  Invocation invocation(ObjectId object, Operation operation, Arguments arguments, CallOptions options) {
    CurrentTurn turn = CurrentTurn.here();
    List<ObjectId> path = turn == null ? List.of() : turn.path();
    boolean writes = operation.writes();
    if (!path.isEmpty()) {
      requireNoCycle(path, object, writes);
    }
    return new Invocation(
        object,
        operation,
        arguments,
        options.caller(),
        writes ? options.request() : null,
        0,
        false,
        path,
        options.strict(),
        nanos() + options.deadlineNanos());
  }

  private static void requireNoCycle(List<ObjectId> path, ObjectId object, boolean writes) {
    if (writes && path.contains(object)) {
      throw new CallCycle("an update would wait for itself: "
          + Stream.concat(path.stream(), Stream.of(object)).map(ObjectId::toString).collect(Collectors.joining(" -> ")));
    }
    if (path.size() > Invocation.MAX_PATH) {
      throw new CallCycle("more than " + Invocation.MAX_PATH + " objects wait for each other, from " + path.getFirst() + " to " + object);
    }
  }

  /** Whether {@link #readHere} is worth asking. */
  boolean readsHere() {
    return router.readsHere();
  }

  /** Answers a read here, or null if it has to be routed. */
  Answer.@Nullable Done readHere(Invocation invocation) {
    return switch (router.readHere(invocation)) {
      case null -> null;
      case Answer.Done done -> done;
      case Answer.Failed failed -> throw failed.toException();
      case Answer.NotOwner notOwner -> null;
      case Answer.Unknown unknown -> null;
    };
  }

  /**
   * Routes a call and waits for its answer. Without a time-out: the router answers by the deadline, and a time-out on a virtual thread would enter
   * and cancel a timer for every call, which took more than half of a remote query's time.
   */
  Answer.Done await(Invocation invocation) {
    return done(answer(invocation));
  }

  private Answer answer(Invocation invocation) {
    CompletableFuture<Answer> call = router.route(invocation);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return call.get();
        } catch (InterruptedException e) {
          interrupted = true;
          if (!invocation.operation().writes()) {
            throw Problem.of(ErrorKind.UNAVAILABLE, "interrupted while waiting for " + invocation.object()).toException();
          }
          // An update may have been sent: only the router knows under which id. If it can't say, its answer is waited for.
          router.abandon(call);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a router's future never completes exceptionally", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Routes a call and hands its answer to a future, without waiting. */
  <T> CompletableFuture<T> async(Invocation invocation, Function<Answer.Done, T> value) {
    CompletableFuture<T> result = new CompletableFuture<>();
    // Answers come on the registry's, the transport's and the timers' threads: what users do with the value must not hold up a heartbeat.
    router.route(invocation).whenCompleteAsync((answer, defect) -> {
      if (defect != null) {
        result.completeExceptionally(defect);
        return;
      }
      try {
        result.complete(value.apply(done(answer)));
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }, platform.executor());
    return result;
  }

  private long nanos() {
    return platform.ticker().nanos();
  }

  /** An answer's value; copied if it is alive here and could be changed. */
  @Nullable Object value(Payload payload, Type type, boolean immutable) {
    return switch (payload) {
      case Payload.Json json -> codec.decode(json.value(), type);
      case Payload.Live live -> immutable ? live.value() : codec.copy(live.value(), type);
    };
  }

  /** Settles an update. */
  UpdateOutcome settle(Invocation invocation) {
    return switch (answer(invocation)) {
      case Answer.Failed failed when failed.problem().code().equals(Problem.SETTLED) -> new UpdateOutcome.NotApplied();
      case Answer other -> new UpdateOutcome.Applied(done(other).receipt().version());
    };
  }

  private static Answer.Done done(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> done;
      case Answer.Failed failed -> throw failed.toException();
      case Answer.NotOwner notOwner -> throw new IllegalStateException("a router answers Done or Failed, never " + notOwner);
      case Answer.Unknown unknown -> throw new IllegalStateException("a router answers Done or Failed, never " + unknown);
    };
  }
}

package dev.highlander.testkit.world;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one process to one object, below the level of references: with the whole answer, and whatever operation.
 *
 * @param process that calls
 * @param object that is called
 */
record Probe(WorldProcess process, ObjectId object) {

  /** A strict read; whether the owner has answered, be it that the caller may not read. */
  CompletableFuture<Boolean> strictRead() {
    return call(new Operation.Read(), Arguments.NONE, null, Duration.ofSeconds(30), true)
        .thenApply(
            answer ->
                switch (answer) {
                  case Answer.Done done -> true;
                  case Answer.Failed failed -> failed.problem().kind() == ErrorKind.ACCESS_DENIED;
                  case Answer.NotOwner notOwner -> false;
                  case Answer.Unknown unknown -> false;
                });
  }

  CompletableFuture<Answer> call(
      Operation operation, Arguments arguments, @Nullable RequestId request, Duration deadline, boolean strict) {
    return process
        .router()
        .route(
            new Invocation(
                object,
                operation,
                arguments,
                Caller.service(process.machine().name()),
                request,
                0,
                false,
                List.of(),
                strict,
                process.platform().ticker().nanos() + deadline.toNanos()));
  }
}

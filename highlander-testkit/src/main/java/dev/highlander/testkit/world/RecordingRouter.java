package dev.highlander.testkit.world;

import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.routing.CallRouter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A process's router as the world's histories hear it. Whoever waits for its answers from outside makes time pass. */
final class RecordingRouter implements CallRouter {

  private final World world;
  private final String process;
  private final CallRouter router;

  RecordingRouter(World world, String process, CallRouter router) {
    this.world = world;
    this.process = process;
    this.router = router;
  }

  /** An answer that virtual time brings. */
  private final class Pending extends CompletableFuture<Answer> {
    private final CompletableFuture<Answer> routed;

    Pending(CompletableFuture<Answer> routed) {
      this.routed = routed;
    }

    @Override
    public Answer get() {
      world.await(this);
      return join();
    }
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    WorldHistory.Begun begun = begin(invocation);
    CompletableFuture<Answer> routed = router.route(invocation);
    Pending pending = new Pending(routed);
    routed.whenComplete((answer, defect) -> {
      end(begun, answer);
      pending.complete(answer);
    });
    return pending;
  }

  @Override
  public void abandon(CompletableFuture<Answer> call) {
    router.abandon(call instanceof Pending pending ? pending.routed : call);
  }

  @Override
  public boolean readsHere() {
    return router.readsHere();
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    WorldHistory.Begun begun = begin(invocation);
    Answer answer = router.readHere(invocation);
    if (answer != null) {
      end(begun, answer);
    }
    return answer;
  }

  private WorldHistory.Begun begin(Invocation invocation) {
    Operation operation = invocation.operation();
    WorldHistory.Kind kind =
        switch (operation) {
          case Operation.Query query -> WorldHistory.Kind.QUERY;
          case Operation.Update update -> WorldHistory.Kind.UPDATE;
          case Operation.Read read -> WorldHistory.Kind.READ;
          case Operation.Exists exists -> WorldHistory.Kind.EXISTS;
          case Operation.Write write -> WorldHistory.Kind.WRITE;
          case Operation.Delete delete -> WorldHistory.Kind.DELETE;
          case Operation.Settle settle -> WorldHistory.Kind.SETTLE;
        };
    String handler =
        switch (operation) {
          case Operation.Query query -> query.handler();
          case Operation.Update update -> update.handler();
          default -> "";
        };
    byte[] arguments = invocation.arguments() instanceof Arguments.Json json ? json.array() : null;
    return world.began(process, invocation.object(), kind, handler, arguments, invocation.request());
  }

  private void end(WorldHistory.Begun begun, Answer answer) {
    switch (answer) {
      case Answer.Done done -> {
        Receipt receipt = done.receipt();
        Object value = done.value() instanceof Payload.Json json ? json.value() : ((Payload.Live) done.value()).value();
        world.ended(begun, WorldHistory.Outcome.DONE, value, receipt.exists(), receipt.version(), "");
      }
      case Answer.Failed failed -> {
        boolean unknown = failed.problem().kind() == ErrorKind.OUTCOME_UNKNOWN;
        world.ended(
            begun,
            unknown ? WorldHistory.Outcome.UNKNOWN : WorldHistory.Outcome.REFUSED,
            null,
            false,
            -1,
            failed.problem().kind() + ": " + failed.problem().message());
      }
      case Answer.NotOwner notOwner -> { }
      case Answer.Unknown unknown -> { }
    }
  }
}

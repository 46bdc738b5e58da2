package dev.highlander.internal.client;

import dev.highlander.Epoch;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.routing.CallRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records calls and answers them as a test says. */
final class FakeRouter implements CallRouter {

  final List<Invocation> routed = new ArrayList<>();
  final List<Invocation> readHere = new ArrayList<>();
  Function<Invocation, CompletableFuture<Answer>> routes = i -> CompletableFuture.completedFuture(done(Payload.NULL));
  Function<Invocation, @Nullable Answer> reads = i -> null;
  Function<CompletableFuture<Answer>, Boolean> abandons = f -> false;

  static Answer done(Payload value) {
    return new Answer.Done(value, new Receipt(true, 7, "birth", Epoch.NONE, "node"));
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    routed.add(invocation);
    return routes.apply(invocation);
  }

  @Override
  public void abandon(CompletableFuture<Answer> call) {
    abandons.apply(call);
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    readHere.add(invocation);
    return reads.apply(invocation);
  }
}

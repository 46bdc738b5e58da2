package dev.highlander.node;

import dev.highlander.HighlanderClient;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A running process that calls objects and hosts none. */
final class RunningClient extends RunningSpace implements HighlanderClient {

  RunningClient(Setup setup) {
    super(setup, false);
  }

  @Override
  void start() {
    openStore();
    startRouting(null);
    startTransport((peer, body, responder) -> responder.reply(AnswerCodec.encode(new Answer.NotOwner(null))));
    // A client writes nothing, so it has no epoch and needs no generation.
    join(Member.Role.CLIENT, root -> CompletableFuture.completedFuture(0L), new Observer());
    running();
  }

  private final class Observer implements TenureKeeper.Observer {
    @Override
    public void began(Tenure tenure) {}

    @Override
    public void ended(Tenure tenure, String reason) {}

    @Override
    public void members(MembershipView view) {
      RunningClient.this.members(view);
    }
  }

  @Override
  void beforeLeaving() {}

  @Override
  Map<String, Integer> activations() {
    return Map.of();
  }
}

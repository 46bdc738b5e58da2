package dev.highlander.internal.handoff;

import dev.highlander.ObjectId;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.HandOffCodec;
import dev.highlander.internal.wire.HandOffMessage;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Member;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hand-off after the other, by the owner (protocol C7):
 *
 * <ol>
 *   <li>The heir is told, and queues its claim behind the present one. Until it says so nothing is closed, and if its answer is lost the object
 *       stays: the heir gives up after a time.
 *   <li>The activation is closed. Calls from now on are sent to the heir and wait there.
 *   <li>Running turns and their writes end; the claim is released, to the heir if no write is in doubt.
 * </ol>
 *
 * <p>Being told is only a hint: whatever is lost, late or wrong here costs time, never safety. Thread-safe.
 */
final class HandOffs {

  private static final Logger LOG = LoggerFactory.getLogger(HandOffs.class);

  /** An heir answers after one round trip to the registry. */
  private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(3);

  private final HandOffContext context;

  HandOffs(HandOffContext context) {
    this.context = context;
  }

  /** Hands one object to one node. Completes when the object is released; never exceptionally. */
  CompletableFuture<Outcome> move(ObjectId object, Member heir) {
    Tenure now = context.tenure().get();
    if (now == null) {
      return CompletableFuture.completedFuture(new Outcome.Kept("this node has no place in the cluster at the moment"));
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    byte[] body = HandOffCodec.encode(new HandOffMessage.Succeed(heir.incarnation(), object, now.incarnation().id()));
    Requests.send(context.transport(), heir, body, QUEUE_TIMEOUT, new Transport.ReplyHandler() {
      @Override
      public void onReply(byte[] reply) {
        switch (HandOffCodec.decodeReply(reply)) {
          case Decoded.Malformed<HandOffMessage.Reply> malformed -> keep(malformed.reason());
          case Decoded.Message<HandOffMessage.Reply>(HandOffMessage.Reply.Queued queued) -> close(object, heir, outcome);
          case Decoded.Message<HandOffMessage.Reply>(HandOffMessage.Reply.Declined declined) -> keep(declined.reason());
          case Decoded.Message<HandOffMessage.Reply>(HandOffMessage.Reply.Counted counted) -> keep("it answered something else");
        }
      }

      @Override
      public void onFailure(Transport.Failure failure) {
        keep(failure.reason());
      }

      private void keep(String reason) {
        outcome.complete(new Outcome.Kept("node " + heir.name() + ": " + reason));
      }
    });
    return outcome;
  }

  private void close(ObjectId object, Member heir, CompletableFuture<Outcome> outcome) {
    Holder next = new Holder(heir.incarnation(), heir.name(), heir.address(), 0, 0);
    try {
      if (context.host().handOver(object, next, () -> outcome.complete(new Outcome.Moved()))) {
        context.locations().remember(object, next);
      } else {
        outcome.complete(new Outcome.Kept("it does not serve " + object + " any more"));
      }
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} could not be closed", object, thrown);
      outcome.complete(new Outcome.Kept("it could not be closed: " + thrown));
    }
  }
}

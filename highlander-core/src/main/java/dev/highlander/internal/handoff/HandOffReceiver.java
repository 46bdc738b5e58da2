package dev.highlander.internal.handoff;

import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.HandOffCodec;
import dev.highlander.internal.wire.HandOffMessage;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what other nodes say about hand-offs; everything else goes on to the next handler. Thread-safe; nothing here blocks. */
public final class HandOffReceiver implements Transport.RequestHandler {

  private final ObjectHost host;
  private final Supplier<@Nullable Tenure> tenure;
  private final Duration patience;
  private final Transport.RequestHandler next;

  /**
   * A receiver.
   *
   * @param patience how long an announced release is waited for
   * @param next takes all other requests
   */
  public HandOffReceiver(ObjectHost host, Supplier<@Nullable Tenure> tenure, Duration patience, Transport.RequestHandler next) {
    this.host = host;
    this.tenure = tenure;
    this.patience = patience;
    this.next = next;
  }

  @Override
  public void onRequest(Transport.Peer peer, byte[] body, Transport.Responder responder) {
    if (!HandOffCodec.reads(body)) {
      next.onRequest(peer, body, responder);
      return;
    }
    switch (HandOffCodec.decode(body)) {
      case Decoded.Malformed<HandOffMessage> malformed -> decline(malformed.reason(), responder);
      case Decoded.Message<HandOffMessage> message -> {
        Tenure now = tenure.get();
        if (now == null || !now.incarnation().id().equals(message.value().target())) {
          decline("this is another life of the process", responder);
        } else {
          answer(message.value(), responder);
        }
      }
    }
  }

  private void answer(HandOffMessage message, Transport.Responder responder) {
    switch (message) {
      case HandOffMessage.Succeed succeed ->
          host.succeed(succeed.object(), succeed.owner(), patience, queued -> {
            if (queued) {
              responder.reply(HandOffCodec.encode(new HandOffMessage.Reply.Queued()));
            } else {
              decline("it can't wait for " + succeed.object(), responder);
            }
          });
      case HandOffMessage.Count count -> responder.reply(HandOffCodec.encode(new HandOffMessage.Reply.Counted(host.countByType())));
    }
  }

  private static void decline(String reason, Transport.Responder responder) {
    responder.reply(HandOffCodec.encode(new HandOffMessage.Reply.Declined(reason)));
  }
}

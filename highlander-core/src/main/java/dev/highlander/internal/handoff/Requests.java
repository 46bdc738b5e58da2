package dev.highlander.internal.handoff;

import dev.highlander.spi.Member;
import dev.highlander.spi.Transport;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of which each comes to an end: who sends one counts on its answer, and would count for ever. */
final class Requests {

  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private Requests() {}

  /** Sends one; what is thrown on the way is an answer that did not come. An answer that comes all the same comes second. */
  static void send(Transport transport, Member member, byte[] body, Duration timeout, Transport.ReplyHandler handler) {
    try {
      transport.request(member.address(), body, timeout.toNanos(), handler);
    } catch (RuntimeException | Error thrown) {
      LOG.error("a request to {} could not be sent", member.name(), thrown);
      handler.onFailure(new Transport.Failure.Full("the request could not be sent: " + thrown));
    }
  }
}

package dev.highlander.internal.detector;

import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Probe;
import dev.highlander.internal.wire.ProbeCodec;
import dev.highlander.spi.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the probes of other nodes, at once and from memory; everything else goes on to whoever takes calls. Thread-safe. */
public final class ProbeResponder implements Transport.RequestHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProbeResponder.class);

  private final Supplier<@Nullable Tenure> tenure;
  private final Supplier<@Nullable FailureDetector> detector;
  private final Transport.RequestHandler calls;

  /**
   * A responder.
   *
   * @param tenure the present life of this process; gives null between two
   * @param detector its detector; gives null while it has none
   * @param calls takes what is no probe
   */
  public ProbeResponder(Supplier<@Nullable Tenure> tenure, Supplier<@Nullable FailureDetector> detector, Transport.RequestHandler calls) {
    this.tenure = tenure;
    this.detector = detector;
    this.calls = calls;
  }

  @Override
  public void onRequest(Transport.Peer peer, byte[] body, Transport.Responder responder) {
    if (!ProbeCodec.isProbe(body)) {
      calls.onRequest(peer, body, responder);
      return;
    }
    switch (ProbeCodec.decode(body)) {
      case Decoded.Message<Probe>(Probe.Ping ping) -> responder.reply(ProbeCodec.encode(new Probe.Reply.Pong(incarnation())));
      case Decoded.Message<Probe>(Probe.Inquiry(String suspect)) -> inquiry(suspect, responder);
      case Decoded.Malformed<Probe> malformed -> LOG.warn("a probe of {} can't be read: {}", peer.name(), malformed.reason());
    }
  }

  private void inquiry(String suspect, Transport.Responder responder) {
    FailureDetector asked = detector.get();
    if (asked == null) {
      String why = "it expels nobody";
      responder.reply(ProbeCodec.encode(new Probe.Reply.Verdict(incarnation(), Probe.Finding.ABSTAINED, why)));
    } else {
      asked.inquire(suspect, verdict -> responder.reply(ProbeCodec.encode(verdict)));
    }
  }

  private String incarnation() {
    Tenure now = tenure.get();
    return now == null ? "" : now.incarnation().id();
  }
}

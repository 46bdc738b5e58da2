package dev.highlander.internal.detector;

import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Probe;
import dev.highlander.internal.wire.ProbeCodec;
import dev.highlander.spi.Transport.Failure;

/** What one probe of one peer showed. */
sealed interface Observation {

  /** It answered. */
  record Reached() implements Observation {}

  /** Its machine said that nobody listens at its address. */
  record Deserted(String reason) implements Observation {}

  /** At its address answers a later incarnation: the one that was meant has ended. */
  record Replaced(String incarnation) implements Observation {}

  /** The connection broke while the answer was waited for. */
  record Broken(String reason) implements Observation {}

  /** No answer in time, or one that says nothing. */
  record Silent(String reason) implements Observation {}

  /** What a reply says about the peer that was meant. */
  static Observation of(byte[] reply, String target) {
    return switch (ProbeCodec.decodeReply(reply)) {
      case Decoded.Message<Probe.Reply>(Probe.Reply.Pong(String incarnation)) when incarnation.isEmpty() ->
          new Silent("it has no place in the cluster at the moment");
      case Decoded.Message<Probe.Reply>(Probe.Reply.Pong(String incarnation)) when !incarnation.equals(target) -> new Replaced(incarnation);
      // Whoever answers is there, even if it speaks another version.
      default -> new Reached();
    };
  }

  /**
   * What a missing reply says.
   *
   * @param early whether it ended before its time was up
   */
  static Observation of(Failure failure, boolean early) {
    return switch (failure) {
      case Failure.NotSent notSent when notSent.deserted() -> new Deserted(notSent.reason());
      case Failure.Lost lost when early -> new Broken(lost.reason());
      default -> new Silent(failure.reason());
    };
  }
}

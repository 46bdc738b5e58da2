package dev.highlander.internal.persistence;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.wire.ByteSink;
import dev.highlander.internal.wire.ByteSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests an object remembers as few bytes, for an activation at rest: a node holds hundreds of thousands of those. Never stored and never
 * sent, so that its form may change at any time; what is stored is the JSON of {@link RequestWindowCodec}.
 */
public final class RestingWindow {

  /** What an entry is of. */
  private static final int RANDOM_CALLER = 0;

  private static final int CALLER = 1;
  private static final int NAMED = 2;

  /** How a request ended; the lowest bits of a number whose rest is a value's length. */
  private static final int STATE = 0;

  private static final int VALUE = 1;
  private static final int REFUSED = 2;
  private static final int OUTCOME_BITS = 2;
  private static final ErrorKind[] KINDS = ErrorKind.values();

  private RestingWindow() {}

  /** The window as bytes; null if it remembers nothing. */
  public static byte @Nullable [] pack(RequestWindow window) {
    if (window.isEmpty()) {
      return null;
    }
    ByteSink out = new ByteSink(64);
    window.forEach(new Writer(out));
    return out.take();
  }

  /** What {@link #pack} was given. */
  public static RequestWindow unpack(byte @Nullable [] bytes) {
    RequestWindow window = new RequestWindow();
    if (bytes == null) {
      return window;
    }
    for (ByteSource in = new ByteSource(bytes); in.hasMore(); ) {
      int kind = in.octet();
      switch (kind) {
        case RANDOM_CALLER -> caller(RandomId.text(in.octets(RandomId.BYTES)), in, window);
        case CALLER -> caller(in.text(), in, window);
        case NAMED -> window.keep(new RequestId.Named(in.text()), reply(in));
        default -> throw new IllegalStateException("an entry of the kind " + kind);
      }
    }
    return window;
  }

  private static void caller(String incarnation, ByteSource in, RequestWindow window) {
    long floor = in.number();
    Map<Long, KeptReply> kept = new TreeMap<>();
    for (long replies = in.number(); replies > 0; replies--) {
      kept.put(in.number(), reply(in));
    }
    window.restore(incarnation, floor, kept);
  }

  private static KeptReply reply(ByteSource in) {
    return new KeptReply(in.number(), in.bits(), in.number(), outcome(in));
  }

  private static KeptReply.Outcome outcome(ByteSource in) {
    long kind = in.number();
    return switch ((int) kind & (1 << OUTCOME_BITS) - 1) {
      case STATE -> new KeptReply.Outcome.State();
      case VALUE -> new KeptReply.Outcome.Value(in.octets((int) (kind >>> OUTCOME_BITS)));
      case REFUSED -> new KeptReply.Outcome.Refused(new Problem(KINDS[in.octet()], in.text(), in.text(), null));
      default -> throw new IllegalStateException("an outcome of the kind " + kind);
    };
  }

  private record Writer(ByteSink out) implements RequestWindow.Visitor {
    @Override
    public void caller(String incarnation, long floor, Map<Long, KeptReply> kept) {
      byte[] random = RandomId.bytes(incarnation);
      if (random == null) {
        out.octet(CALLER).text(incarnation);
      } else {
        out.octet(RANDOM_CALLER).octets(random);
      }
      out.number(floor).number(kept.size());
      kept.forEach((sequence, reply) -> {
        out.number(sequence);
        reply(reply);
      });
    }

    @Override
    public void named(String name, KeptReply reply) {
      out.octet(NAMED).text(name);
      reply(reply);
    }

    private void reply(KeptReply reply) {
      out.number(reply.atMillis()).bits(reply.fingerprint()).number(reply.version());
      switch (reply.outcome()) {
        case KeptReply.Outcome.State state -> out.number(STATE);
        case KeptReply.Outcome.Value(byte[] json) -> out.number((long) json.length << OUTCOME_BITS | VALUE).octets(json);
        case KeptReply.Outcome.Refused(Problem problem) ->
            out.number(REFUSED).octet(problem.kind().ordinal()).text(problem.code()).text(problem.message());
      }
    }
  }
}

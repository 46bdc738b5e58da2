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

  private static final int STATE = 0;
  private static final int VALUE = 1;
  private static final int REFUSED = 2;
  private static final ErrorKind[] KINDS = ErrorKind.values();

  private RestingWindow() {}

  /** The window as bytes; null if it remembers nothing. */
  public static byte @Nullable [] pack(RequestWindow window) {
    if (window.isEmpty()) {
      return null;
    }
    ByteSink out = new ByteSink(64);
    out.number(window.callers());
    window.forEach(new Writer(out));
    return out.take();
  }

  /** What {@link #pack} was given. */
  public static RequestWindow unpack(byte @Nullable [] bytes) {
    RequestWindow window = new RequestWindow();
    if (bytes == null) {
      return window;
    }
    ByteSource in = new ByteSource(bytes);
    for (long callers = in.number(); callers > 0; callers--) {
      String incarnation = in.text();
      long floor = in.number();
      Map<Long, KeptReply> kept = new TreeMap<>();
      for (long replies = in.number(); replies > 0; replies--) {
        kept.put(in.number(), reply(in));
      }
      window.restore(incarnation, floor, kept);
    }
    while (in.hasMore()) {
      window.keep(new RequestId.Named(in.text()), reply(in));
    }
    return window;
  }

  private static KeptReply reply(ByteSource in) {
    return new KeptReply(in.number(), in.bits(), in.number(), outcome(in));
  }

  private static KeptReply.Outcome outcome(ByteSource in) {
    int kind = in.octet();
    return switch (kind) {
      case STATE -> new KeptReply.Outcome.State();
      case VALUE -> new KeptReply.Outcome.Value(in.blob());
      case REFUSED -> new KeptReply.Outcome.Refused(new Problem(KINDS[in.octet()], in.text(), in.text(), null));
      default -> throw new IllegalStateException("a kept reply of the kind " + kind);
    };
  }

  /** Callers first, as the window visits them; then named requests to the end. */
  private record Writer(ByteSink out) implements RequestWindow.Visitor {
    @Override
    public void caller(String incarnation, long floor, Map<Long, KeptReply> kept) {
      out.text(incarnation).number(floor).number(kept.size());
      kept.forEach((sequence, reply) -> {
        out.number(sequence);
        reply(reply);
      });
    }

    @Override
    public void named(String name, KeptReply reply) {
      out.text(name);
      reply(reply);
    }

    private void reply(KeptReply reply) {
      out.number(reply.atMillis()).bits(reply.fingerprint()).number(reply.version());
      switch (reply.outcome()) {
        case KeptReply.Outcome.State state -> out.octet(STATE);
        case KeptReply.Outcome.Value(byte[] json) -> out.octet(VALUE).blob(json);
        case KeptReply.Outcome.Refused(Problem problem) ->
            out.octet(REFUSED).octet(problem.kind().ordinal()).text(problem.code()).text(problem.message());
      }
    }
  }
}

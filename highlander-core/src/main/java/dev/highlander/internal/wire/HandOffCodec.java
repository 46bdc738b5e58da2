package dev.highlander.internal.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Bodies of {@link HandOffMessage}s: version, tag, then the fields in order. The tags are those of no other message. */
public final class HandOffCodec {

  private static final int SUCCEED = 32;
  private static final int COUNT = 33;
  private static final int QUEUED = 34;
  private static final int DECLINED = 35;
  private static final int COUNTED = 36;

  /** Reasons are for people: what is longer is cut. */
  private static final int MAX_REASON = 500;

  /** A process registers its types by hand. */
  private static final int MAX_TYPES = 10_000;

  private HandOffCodec() {}

  /** Whether a request's body is such a message, not a call. */
  public static boolean reads(byte[] body) {
    return body.length > 1 && (body[1] == SUCCEED || body[1] == COUNT);
  }

  /** A message as bytes. */
  public static byte[] encode(HandOffMessage message) {
    return switch (message) {
      case HandOffMessage.Succeed succeed ->
          start(SUCCEED).text(succeed.target()).text(succeed.object().type()).text(succeed.object().id()).text(succeed.owner()).take();
      case HandOffMessage.Count count -> start(COUNT).text(count.target()).take();
    };
  }

  /** A reply as bytes. */
  public static byte[] encode(HandOffMessage.Reply reply) {
    return switch (reply) {
      case HandOffMessage.Reply.Queued queued -> start(QUEUED).take();
      case HandOffMessage.Reply.Declined declined ->
          start(DECLINED).text(declined.reason().substring(0, Math.min(declined.reason().length(), MAX_REASON))).take();
      case HandOffMessage.Reply.Counted counted -> {
        ByteSink out = start(COUNTED).number(counted.byType().size());
        new TreeMap<>(counted.byType()).forEach((type, count) -> out.text(type).number(count));
        yield out.take();
      }
    };
  }

  /** Reads a message. */
  public static Decoded<HandOffMessage> decode(byte[] body) {
    ByteSource in = new ByteSource(body);
    HandOffMessage message =
        switch (tag(in)) {
          case SUCCEED -> new HandOffMessage.Succeed(in.text(), in.object(), in.text());
          case COUNT -> new HandOffMessage.Count(in.text());
          default -> {
            in.refuse("no message of a hand-off");
            yield new HandOffMessage.Count("");
          }
        };
    return in.finish(message);
  }

  /** Reads a reply. A process that does not know these messages answers as to a malformed call, which is none. */
  public static Decoded<HandOffMessage.Reply> decodeReply(byte[] body) {
    ByteSource in = new ByteSource(body);
    HandOffMessage.Reply reply =
        switch (tag(in)) {
          case QUEUED -> new HandOffMessage.Reply.Queued();
          case DECLINED -> new HandOffMessage.Reply.Declined(in.text());
          case COUNTED -> new HandOffMessage.Reply.Counted(counts(in));
          default -> {
            in.refuse("no reply of a hand-off");
            yield new HandOffMessage.Reply.Queued();
          }
        };
    return in.finish(reply);
  }

  private static Map<String, Integer> counts(ByteSource in) {
    long size = in.number(MAX_TYPES, "the number of types");
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < size && !in.refused(); i++) {
      counts.put(in.text(), (int) in.number(Integer.MAX_VALUE, "the number of objects"));
    }
    return counts;
  }

  private static int tag(ByteSource in) {
    int version = in.octet();
    if (version != InvokeCodec.VERSION) {
      in.refuse("message version " + version + "; this process speaks " + InvokeCodec.VERSION);
    }
    return in.octet();
  }

  private static ByteSink start(int tag) {
    return new ByteSink(96).octet(InvokeCodec.VERSION).octet(tag);
  }
}

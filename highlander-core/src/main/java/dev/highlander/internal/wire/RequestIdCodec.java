package dev.highlander.internal.wire;

import dev.highlander.RequestId;
import org.jspecify.annotations.Nullable;

/** Request ids as bytes. */
final class RequestIdCodec {

  private static final int NONE = 0;
  private static final int SEQUENCED = 1;
  private static final int NAMED = 2;
  private static final RequestId PLACEHOLDER = new RequestId.Named("none");

  private RequestIdCodec() {}

  static void write(@Nullable RequestId id, ByteSink out) {
    switch (id) {
      case null -> out.octet(NONE);
      case RequestId.Sequenced(String incarnation, long sequence) -> out.octet(SEQUENCED).text(incarnation).number(sequence);
      case RequestId.Named(String name) -> out.octet(NAMED).text(name);
    }
  }

  static @Nullable RequestId read(ByteSource in) {
    int tag = in.octet();
    switch (tag) {
      case NONE -> {
        return null;
      }
      case SEQUENCED -> {
        String incarnation = in.text();
        long sequence = in.number();
        return in.valid(() -> new RequestId.Sequenced(incarnation, sequence), PLACEHOLDER);
      }
      case NAMED -> {
        String name = in.text();
        return in.valid(() -> new RequestId.Named(name), PLACEHOLDER);
      }
      default -> {
        in.refuse("unknown kind of request id " + tag);
        return null;
      }
    }
  }
}

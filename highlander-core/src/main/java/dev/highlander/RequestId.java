package dev.highlander;

import java.nio.charset.StandardCharsets;

/**
 * Identifies one update so that it is applied at most once, however often it is sent. The effect of an update and its id are stored in
 * the same write (compare Lee et al., "Implementing Linearizability at Large Scale and Low Latency", SOSP 2015).
 */
public sealed interface RequestId {

  /** The longest key of a {@link Named} id, in bytes of UTF-8. */
  int MAX_NAME_BYTES = 200;

  /**
   * Made by the framework for each update: the caller's incarnation and its running number.
   *
   * @param incarnation the calling process's present incarnation in the cluster
   * @param sequence its running number, from 1
   */
  record Sequenced(String incarnation, long sequence) implements RequestId {
    private static final int MAX_INCARNATION_CHARS = 64;

    public Sequenced {
      if (!isIncarnation(incarnation) || sequence < 1) {
        throw new BadRequest("not a request id: incarnation '" + incarnation + "', sequence " + sequence);
      }
    }

    /** {@code [A-Za-z0-9_-]{1,64}}, by hand: every update makes several ids. */
    private static boolean isIncarnation(String text) {
      int length = text.length();
      boolean legal = length >= 1 && length <= MAX_INCARNATION_CHARS;
      for (int i = 0; i < length && legal; i++) {
        char c = text.charAt(i);
        legal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      }
      return legal;
    }

    @Override
    public String toString() {
      return "seq:" + incarnation + ":" + sequence;
    }
  }

  /**
   * Chosen by the user, such as the HTTP header {@code Idempotency-Key}. Remembered for the request window (10 minutes by default) after
   * it was applied.
   *
   * @param name 1 to 200 bytes of UTF-8, without lone surrogates
   */
  record Named(String name) implements RequestId {
    public Named {
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > MAX_NAME_BYTES) {
        throw new BadRequest("a request id is 1 to " + MAX_NAME_BYTES + " bytes of UTF-8; this one has " + bytes);
      }
      requirePaired(name);
    }

    /** The id becomes a name in the stored object, and one with half a character can't be read again. */
    private static void requirePaired(String name) {
      for (int i = 0; i < name.length(); i++) {
        if (i + 1 < name.length() && Character.isSurrogatePair(name.charAt(i), name.charAt(i + 1))) {
          i++;
        } else if (Character.isSurrogate(name.charAt(i))) {
          throw new BadRequest("a request id contains a lone surrogate at index " + i);
        }
      }
    }

    @Override
    public String toString() {
      return "key:" + name;
    }
  }

  /** A user's own id. */
  static RequestId named(String name) {
    return new Named(name);
  }

  /** Reads what {@link #toString()} wrote; throws {@link BadRequest} for anything else. */
  static RequestId parse(String text) {
    if (text.startsWith("key:")) {
      return new Named(text.substring(4));
    }
    int colon = text.lastIndexOf(':');
    if (text.startsWith("seq:") && colon > 4) {
      try {
        return new Sequenced(text.substring(4, colon), Long.parseLong(text, colon + 1, text.length(), 10));
      } catch (NumberFormatException e) {
        throw new BadRequest("not a request id: '" + text + "'");
      }
    }
    throw new BadRequest("not a request id: '" + text + "'");
  }
}

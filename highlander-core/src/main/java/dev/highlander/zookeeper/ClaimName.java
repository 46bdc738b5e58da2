package dev.highlander.zookeeper;

import java.util.Optional;

/**
 * The name of a claim's node: {@code <incarnation>-<counter>-<SEQ>}. The first two never repeat, so a name is never used twice,
 * even though the sequence starts again with each new parent (protocol C1).
 *
 * <p>The sequence is the 32-bit counter of the parent, written with {@code %010d}, whose ten places include a sign; it goes on
 * with negative numbers after 2^31 children. Which of two is earlier is therefore decided by their difference, which is right as
 * long as the children of one moment span fewer than 2^31 numbers.
 *
 * @param incarnation who claims
 * @param counter counts the claims of the incarnation
 * @param sequence the server's number
 */
record ClaimName(String incarnation, long counter, int sequence) {

  /** A sequence has up to this many characters. */
  static final int MAX_SEQUENCE_LENGTH = 11;

  private static final int INCARNATION_LENGTH = 22;
  private static final int MAX_COUNTER_LENGTH = 18;

  /** What the server appends the sequence to. */
  static String prefix(String incarnation, long counter) {
    return incarnation + "-" + counter + "-";
  }

  /** Reads a node's name; empty if it is none of a claim. Every look at an object does this, so without a regular expression. */
  static Optional<ClaimName> parse(String name) {
    int counter = INCARNATION_LENGTH + 1;
    int sequence = name.indexOf('-', counter) + 1;
    if (sequence <= counter + 1 || sequence - counter > MAX_COUNTER_LENGTH + 1 || !isIncarnation(name)) {
      return Optional.empty();
    }
    int digits = sequence < name.length() && name.charAt(sequence) == '-' ? sequence + 1 : sequence;
    int most = MAX_SEQUENCE_LENGTH - (sequence == digits ? 0 : 1);
    if (!areDigits(name, counter, sequence - 1) || !areDigits(name, digits, name.length()) || name.length() - digits > most) {
      return Optional.empty();
    }
    // What is not written as it would be written, with leading zeros for example, is a name of nobody's.
    return Optional.of(
            new ClaimName(
                name.substring(0, INCARNATION_LENGTH),
                Long.parseLong(name, counter, sequence - 1, 10),
                (int) Long.parseLong(name, sequence, name.length(), 10)))
        .filter(read -> read.toString().equals(name));
  }

  /** Whether it begins with {@code [A-Za-z0-9_-]{22}-}. */
  private static boolean isIncarnation(String name) {
    for (int i = 0; i < INCARNATION_LENGTH; i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')) {
        return false;
      }
    }
    return name.charAt(INCARNATION_LENGTH) == '-';
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  /** Reads the last segment of a path that the server made of a {@link #prefix}. */
  static ClaimName ofPath(String path) {
    return parse(path.substring(path.lastIndexOf('/') + 1)).orElseThrow(() -> new IllegalStateException("not a claim: " + path));
  }

  boolean before(ClaimName other) {
    return sequence - other.sequence < 0;
  }

  boolean is(String incarnation, long counter) {
    return this.counter == counter && this.incarnation.equals(incarnation);
  }

  @Override
  public String toString() {
    return prefix(incarnation, counter) + (sequence < 0 ? "-" + padded(-(long) sequence, 9) : padded(sequence, 10));
  }

  private static String padded(long number, int places) {
    String digits = Long.toString(number);
    return digits.length() >= places ? digits : "0".repeat(places - digits.length()) + digits;
  }
}

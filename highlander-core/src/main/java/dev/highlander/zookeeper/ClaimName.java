package dev.highlander.zookeeper;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]{22})-([0-9]{1,18})-([0-9]{10}|-[0-9]{9,10})");

  /** What the server appends the sequence to. */
  static String prefix(String incarnation, long counter) {
    return incarnation + "-" + counter + "-";
  }

  /** Reads a node's name; empty if it is none of a claim. */
  static Optional<ClaimName> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long sequence = Long.parseLong(matcher.group(3));
    return Optional.of(new ClaimName(matcher.group(1), Long.parseLong(matcher.group(2)), (int) sequence))
        .filter(read -> read.toString().equals(name));
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
    return prefix(incarnation, counter) + String.format(Locale.ROOT, "%010d", sequence);
  }
}

package dev.highlander.internal.wire;

/** What bytes of another process turned out to be. Decoding never throws. */
public sealed interface Decoded<T> {

  /** A well-formed message. */
  record Message<T>(T value) implements Decoded<T> {}

  /**
   * Not a message of this version.
   *
   * @param reason a sentence for people: what was wrong, and at which byte
   */
  record Malformed<T>(String reason) implements Decoded<T> {}
}

package dev.highlander.spi;

/** The condition every write carries; an unconditional write does not exist (protocol F2). */
public sealed interface Precondition {

  /** No object has the key (S3: {@code If-None-Match: *}). */
  record Absent() implements Precondition {}

  /**
   * The object has exactly this tag (S3: {@code If-Match}).
   *
   * @param etag a tag that this store gave
   */
  record Matches(String etag) implements Precondition {}

  static Precondition absent() {
    return new Absent();
  }

  static Precondition matches(String etag) {
    return new Matches(etag);
  }
}

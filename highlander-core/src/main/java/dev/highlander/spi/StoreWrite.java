package dev.highlander.spi;

/** What a conditional write gave (protocol F4). There is no other outcome. */
public sealed interface StoreWrite {

  /**
   * The bytes are durable.
   *
   * @param etag opaque tag of exactly these bytes
   */
  record Written(String etag) implements StoreWrite {}

  /** The condition did not hold (S3: 412 {@code PreconditionFailed}): somebody wrote, perhaps an earlier attempt of this very write. */
  record Conflict() implements StoreWrite {}

  /** A concurrent conditional write is being decided (S3: 409 {@code ConditionalRequestConflict}): read again, then retry. */
  record RetryCondition() implements StoreWrite {}

  /**
   * Definitely not written by this attempt.
   *
   * @param reason a sentence for people
   */
  record Refused(String reason) implements StoreWrite {}

  /**
   * Written, not written, or written later: time-out, reset, 5xx.
   *
   * @param reason a sentence for people
   */
  record Unknown(String reason) implements StoreWrite {}
}

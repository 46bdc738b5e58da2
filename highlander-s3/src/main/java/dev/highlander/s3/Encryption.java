package dev.highlander.s3;

/** Which server-side encryption each write asks for. Reads need no setting. */
public sealed interface Encryption {

  /** Nothing is asked for: the bucket's own default applies. */
  record BucketDefault() implements Encryption {}

  /** Keys that S3 manages (SSE-S3, {@code AES256}). */
  record S3Managed() implements Encryption {}

  /**
   * A key in the key management service (SSE-KMS). The node needs {@code kms:GenerateDataKey} and {@code kms:Decrypt} on it. ETags are
   * then no longer digests of the body, which is why the framework never treats them as such.
   *
   * @param keyId id, ARN or alias of the key
   */
  record Kms(String keyId) implements Encryption {
    public Kms {
      if (keyId.isBlank()) {
        throw new IllegalArgumentException("the KMS key id is empty");
      }
    }
  }
}

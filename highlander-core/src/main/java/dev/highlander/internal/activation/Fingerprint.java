package dev.highlander.internal.activation;

import dev.highlander.Caller;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Recognises the same call by operation, arguments and caller: the first 64 bits of SHA-256 over them, so that nobody can make two calls that
 * pass for one.
 */
final class Fingerprint {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Never fed, only copied: looking for who provides the algorithm takes as long as a short hash. */
  private static final MessageDigest FRESH = made();

  private Fingerprint() {}

  static long of(Invocation invocation) {
    MessageDigest digest = sha256();
    digest.update(invocation.operation().toString().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(callerOf(invocation).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    if (invocation.arguments() instanceof Arguments.Json json) {
      digest.update(json.array());
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** Services are one caller, whichever process they run in: after a failover another one repeats what the first began. */
  private static String callerOf(Invocation invocation) {
    Caller caller = invocation.caller();
    return caller.kind() == Caller.Kind.SERVICE ? "service" : "user:" + caller.name();
  }

  /** An id of 22 characters and 128 bits made of a text. */
  static String id(String text) {
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return BASE64.encodeToString(Arrays.copyOf(hash, 16));
  }

  private static MessageDigest sha256() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return made();
    }
  }

  private static MessageDigest made() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

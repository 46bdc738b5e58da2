package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import dev.highlander.internal.wire.ByteSink;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all processes of a cluster know and nobody else does. It never leaves the process: peers prove that they know it by a MAC
 * (HMAC-SHA256, RFC 2104) over everything both sides said in the handshake. Immutable; never printed.
 */
public final class ClusterSecret {

  /** The shortest secret, in bytes of UTF-8: a shorter one could be guessed from a recorded handshake. */
  public static final int MIN_BYTES = 16;

  /** Which side proves. It is part of the MAC, so a proof can't be sent back to the one who made it. */
  enum Role {
    DIALLER,
    LISTENER
  }

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private ClusterSecret(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** A secret; throws {@link BadRequest} if it is shorter than {@link #MIN_BYTES}. */
  public static ClusterSecret of(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_BYTES) {
      throw new BadRequest("the cluster secret has " + bytes.length + " bytes; at least " + MIN_BYTES + " random ones are needed");
    }
    return new ClusterSecret(bytes);
  }

  byte[] prove(Role role, byte[] transcript) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(new ByteSink(64 + transcript.length).text("highlander " + role).blob(transcript).take());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
    }
  }

  /** In constant time. */
  boolean isProof(Role role, byte[] transcript, byte[] proof) {
    return MessageDigest.isEqual(prove(role, transcript), proof);
  }

  @Override
  public String toString() {
    return "ClusterSecret[hidden]";
  }
}

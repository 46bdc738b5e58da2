package dev.highlander.internal.persistence;

import dev.highlander.spi.Platform;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The 128 random bits that an id made by {@link Platform#newId()} writes as 22 characters. */
final class RandomId {

  static final int BYTES = 16;

  private static final int CHARS = 22;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private RandomId() {}

  /** The bits of an id; null if it has another form, so that {@link #text} would not give it back. */
  static byte @Nullable [] bytes(String id) {
    if (id.length() != CHARS || !isBase64(id)) {
      return null;
    }
    byte[] bytes = DECODER.decode(id);
    return text(bytes).equals(id) ? bytes : null;
  }

  static String text(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  private static boolean isBase64(String id) {
    return id.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
  }
}

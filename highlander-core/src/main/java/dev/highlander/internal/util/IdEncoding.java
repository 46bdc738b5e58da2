package dev.highlander.internal.util;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An object's id as one path segment of ZooKeeper and of the store: {@code A-Z a-z 0-9 _ -} and inner dots stand for themselves,
 * dots of the leading and trailing run and every other byte of the UTF-8 form are {@code =XX} with upper-case digits. One id has
 * exactly one encoding and different ids have different ones; nothing is normalised. The result is never empty, {@code .} or
 * {@code ..}, and three times as long as the id's bytes at most.
 */
public final class IdEncoding {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private IdEncoding() {}

  /** The encoding of an id that {@link ObjectId} accepts. */
  public static String encode(String id) {
    if (plain(id)) {
      return id; // most ids, at every call of theirs
    }
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    int innerFrom = 0;
    while (innerFrom < bytes.length && bytes[innerFrom] == '.') {
      innerFrom++;
    }
    int innerTo = bytes.length;
    while (innerTo > innerFrom && bytes[innerTo - 1] == '.') {
      innerTo--;
    }
    var encoded = new StringBuilder(bytes.length + 16);
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (plain(b) || (b == '.' && i > innerFrom && i < innerTo)) {
        encoded.append((char) b);
      } else {
        encoded.append('=').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
      }
    }
    return encoded.toString();
  }

  /**
   * What the encodings of all ids with this prefix begin with. Others may begin with it too, because a dot at the end of the
   * prefix may turn out to be an inner or a trailing one: whoever lists compares the decoded ids.
   *
   * @param idPrefix beginning of ids; may be empty or end within a surrogate pair
   */
  public static String encodePrefix(String idPrefix) {
    int end = idPrefix.length();
    if (end > 0 && Character.isHighSurrogate(idPrefix.charAt(end - 1))) {
      end--;
    }
    int cut = end;
    while (cut > 0 && idPrefix.charAt(cut - 1) == '.') {
      cut--;
    }
    return encode(idPrefix.substring(0, cut == 0 ? end : cut));
  }

  /** The id that has this encoding; empty if none has, or the id is not one that {@link ObjectId} accepts. */
  public static Optional<String> decode(String encoded) {
    var bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '=' && i + 2 < encoded.length()) {
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c < 0x80) {
        bytes.put((byte) c);
      } else {
        return Optional.empty();
      }
    }
    return text(bytes.flip()).filter(id -> legal(id) && encode(id).equals(encoded));
  }

  private static Optional<String> text(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  private static boolean legal(String id) {
    try {
      ObjectId.requireId(id);
      return true;
    } catch (BadRequest illegal) {
      return false;
    }
  }

  private static boolean plain(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c >= 0x80 || !plain((byte) c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-';
  }
}

package dev.highlander;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The identity of one persistent object in the cluster: a type name and an id, both validated here once.
 *
 * <p>An id is 1 to 256 bytes of UTF-8 without control characters and lone surrogates. Everything else is legal, {@code /}, {@code .} and
 * {@code ..} included, and is never normalised: the NFC and NFD forms of one text are two objects.
 *
 * @param type stable type name, {@code [a-z][a-z0-9-]{0,63}}
 * @param id the object's id within its type
 */
public record ObjectId(String type, String id) {

  /** The longest id, in bytes of UTF-8. */
  public static final int MAX_ID_BYTES = 256;

  private static final String TYPE = "[a-z][a-z0-9-]{0,63}";
  private static final int MAX_TYPE_CHARS = 64;

  /** Throws {@link BadRequest} with a sentence that names the rule that is broken. */
  public ObjectId {
    requireType(type);
    requireId(id);
  }

  /** Checks a type name alone; throws {@link BadRequest}. */
  public static void requireType(String type) {
    if (!isType(type)) {
      throw new BadRequest("type name '" + printable(type) + "' does not match " + TYPE);
    }
  }

  /** By hand: every message between processes names a type, and matching the pattern showed in the profile of queries. */
  private static boolean isType(String type) {
    int length = type.length();
    boolean legal = length >= 1 && length <= MAX_TYPE_CHARS && isLetter(type.charAt(0));
    for (int i = 1; i < length && legal; i++) {
      char c = type.charAt(i);
      legal = isLetter(c) || (c >= '0' && c <= '9') || c == '-';
    }
    return legal;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  /** Checks an id alone; throws {@link BadRequest}. */
  public static void requireId(String id) {
    if (id.isEmpty()) {
      throw new BadRequest("an id is empty; ids are 1 to " + MAX_ID_BYTES + " bytes of UTF-8");
    }
    if (id.length() > MAX_ID_BYTES) {
      throw new BadRequest("an id is longer than " + MAX_ID_BYTES + " bytes of UTF-8: " + id.length() + " characters");
    }
    boolean ascii = true;
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      ascii &= c < 0x80;
      if (Character.isISOControl(c)) {
        throw new BadRequest(String.format(Locale.ROOT, "an id contains the control character U+%04X at index %d", (int) c, i));
      }
      if (Character.isHighSurrogate(c) && i + 1 < id.length() && Character.isLowSurrogate(id.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new BadRequest("an id contains a lone surrogate at index " + i);
      }
    }
    if (!ascii) {
      int bytes = id.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_ID_BYTES) {
        throw new BadRequest("an id is longer than " + MAX_ID_BYTES + " bytes of UTF-8: " + bytes + " bytes");
      }
    }
  }

  private static String printable(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}

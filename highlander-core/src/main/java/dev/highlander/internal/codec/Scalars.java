package dev.highlander.internal.codec;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON of numbers, truth values and plain texts that stand alone, by hand: replies of queries are mostly such, and setting up a generator and a
 * parser for one took a quarter of the owner's and a tenth of the caller's time. What is the least bit unusual is left to Jackson: then the
 * answer is null. Whatever is done here gives the same bytes and values as Jackson does.
 */
final class Scalars {

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  /** Any so many digits fit into a long. */
  private static final int SAFE_DIGITS = 18;

  private static final int MAX_TEXT = 256;

  private Scalars() {}

  /** The JSON of a value, or null if it is not for this class. */
  static byte @Nullable [] encode(@Nullable Object value, Type type) {
    if (value instanceof Long number) {
      return type == long.class || type == Long.class ? ascii(Long.toString(number)) : null;
    }
    if (value instanceof Integer number) {
      return type == int.class || type == Integer.class ? ascii(Integer.toString(number)) : null;
    }
    if (value instanceof Boolean truth) {
      return type == boolean.class || type == Boolean.class ? (truth ? TRUE : FALSE).clone() : null;
    }
    return value instanceof String text && type == String.class ? quoted(text) : null;
  }

  /** The value of some JSON, or null if it is not for this class. */
  static @Nullable Object decode(byte[] json, Type type) {
    if (type == long.class || type == Long.class) {
      return isInteger(json) ? integer(json) : null;
    }
    if (type == int.class || type == Integer.class) {
      long value = isInteger(json) ? integer(json) : Long.MAX_VALUE;
      return value == (int) value ? (Object) (int) value : null;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Arrays.equals(json, TRUE) ? Boolean.TRUE : Arrays.equals(json, FALSE) ? Boolean.FALSE : null;
    }
    return type == String.class ? unquoted(json) : null;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte @Nullable [] quoted(String text) {
    int length = text.length();
    if (length > MAX_TEXT) {
      return null;
    }
    byte[] json = new byte[length + 2];
    json[0] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        return null;
      }
      json[i + 1] = (byte) c;
    }
    json[length + 1] = '"';
    return json;
  }

  private static @Nullable String unquoted(byte[] json) {
    int last = json.length - 1;
    if (last < 1 || last > MAX_TEXT || json[0] != '"' || json[last] != '"') {
      return null;
    }
    for (int i = 1; i < last; i++) {
      if (!isPlain(json[i])) {
        return null;
      }
    }
    return new String(json, 1, last - 1, StandardCharsets.ISO_8859_1);
  }

  /** Stands for itself in JSON, whatever a generator is told to escape. */
  private static boolean isPlain(int c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '/';
  }

  private static boolean isInteger(byte[] json) {
    int first = json.length > 0 && json[0] == '-' ? 1 : 0;
    int digits = json.length - first;
    if (digits < 1 || digits > SAFE_DIGITS || (json[first] == '0' && json.length > 1)) {
      return false;
    }
    for (int i = first; i < json.length; i++) {
      if (json[i] < '0' || json[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long integer(byte[] json) {
    boolean negative = json[0] == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < json.length; i++) {
      value = value * 10 + (json[i] - '0');
    }
    return negative ? -value : value;
  }
}

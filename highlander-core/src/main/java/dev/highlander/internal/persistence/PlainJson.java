package dev.highlander.internal.persistence;

import java.nio.charset.StandardCharsets;

/**
 * Recognises JSON so simple that every parser with any limits reads it: what most updates reply. Faster than a parser, which has to be asked about
 * everything else. Accepts texts without escapes, short numbers without exponents, arrays, and one name at most, so that no two can be alike.
 */
final class PlainJson {

  private static final int MAX_BYTES = 1_000;
  private static final int MAX_DEPTH = 8;
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final byte[] json;
  private int at;
  private boolean named;

  private PlainJson(byte[] json) {
    this.json = json;
  }

  /** Whether this is JSON, and plain; if not, it may be JSON all the same. The bytes are UTF-8. */
  static boolean is(byte[] json) {
    if (json.length > MAX_BYTES) {
      return false;
    }
    PlainJson rest = new PlainJson(json);
    return rest.value(MAX_DEPTH) && rest.at == json.length;
  }

  private boolean value(int depth) {
    return switch (next()) {
      case '"' -> text();
      case '[' -> depth > 0 && array(depth - 1);
      case '{' -> depth > 0 && object(depth - 1);
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> number();
    };
  }

  /** The next byte; 0 at the end. */
  private byte next() {
    return at < json.length ? json[at] : 0;
  }

  private boolean take(char expected) {
    boolean there = next() == expected;
    at += there ? 1 : 0;
    return there;
  }

  private boolean literal(byte[] expected) {
    for (byte b : expected) {
      if (!take((char) b)) {
        return false;
      }
    }
    return true;
  }

  private boolean text() {
    at++;
    for (byte b = next(); b != '"'; b = next()) {
      if ((b >= 0 && b < ' ') || b == '\\') {
        return false;
      }
      at++;
    }
    at++;
    return true;
  }

  private boolean number() {
    take('-');
    boolean zero = next() == '0';
    int whole = digits();
    return whole > 0 && (!zero || whole == 1) && (!take('.') || digits() > 0);
  }

  private int digits() {
    int first = at;
    while (next() >= '0' && next() <= '9') {
      at++;
    }
    return at - first;
  }

  private boolean array(int depth) {
    at++;
    if (take(']')) {
      return true;
    }
    do {
      if (!value(depth)) {
        return false;
      }
    } while (take(','));
    return take(']');
  }

  private boolean object(int depth) {
    at++;
    if (take('}')) {
      return true;
    }
    if (named) {
      return false;
    }
    named = true;
    return next() == '"' && text() && take(':') && value(depth) && take('}');
  }
}

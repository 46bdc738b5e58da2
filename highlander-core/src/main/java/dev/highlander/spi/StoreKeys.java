package dev.highlander.spi;

/**
 * The alphabet of keys that every store of the field takes, file systems included: segments of {@code [A-Za-z0-9._~=-]+} other than {@code .} and
 * {@code ..}, with a slash between them. By hand, since every access to a store looks at its key.
 */
final class StoreKeys {

  private StoreKeys() {}

  static boolean legal(String key) {
    int segment = 0;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '/') {
        if (!isSegment(key, segment, i)) {
          return false;
        }
        segment = i + 1;
      } else if (!isPlain(c)) {
        return false;
      }
    }
    return isSegment(key, segment, key.length());
  }

  /** Whether so much of a key, of legal characters, is a name and no way to another folder. */
  private static boolean isSegment(String key, int from, int to) {
    int length = to - from;
    return switch (length) {
      case 0 -> false;
      case 1 -> key.charAt(from) != '.';
      case 2 -> key.charAt(from) != '.' || key.charAt(from + 1) != '.';
      default -> true;
    };
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == '~'
        || c == '='
        || c == '-';
  }
}

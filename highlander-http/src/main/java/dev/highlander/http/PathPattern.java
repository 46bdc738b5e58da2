package dev.highlander.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of a route: literal parts, and parts in braces that stand for any non-empty part. Parts are cut at the slashes of the path as it
 * was sent and decoded afterwards, so that an encoded slash belongs to its part, and {@code .} and {@code ..} are parts like others.
 */
record PathPattern(String text, List<String> segments) {

  static PathPattern of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a route's path begins with a slash: '" + text + "'");
    }
    return new PathPattern(text, split(text));
  }

  /** The parts of a path that follow its first slash. */
  static List<String> split(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** The decoded parts by name; null if the path is not one of these. */
  @Nullable Map<String, String> match(List<String> path) {
    if (path.size() != segments.size()) {
      return null;
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      String sent = path.get(i);
      if (segment.startsWith("{")) {
        if (sent.isEmpty()) {
          return null;
        }
        parts.put(segment.substring(1, segment.length() - 1), PercentCoding.decodePath(sent));
      } else if (!segment.equals(sent)) {
        return null;
      }
    }
    return parts;
  }
}

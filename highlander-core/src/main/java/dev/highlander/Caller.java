package dev.highlander;

import java.nio.charset.StandardCharsets;

/**
 * Who calls: authenticated by the node or gateway that accepted the call, never a plain argument of it.
 *
 * @param kind whether a person or client of the service, or the service itself
 * @param name its name, 1 to 256 bytes of UTF-8
 */
public record Caller(Kind kind, String name) {

  /** What kind of caller a name belongs to; a user can never pass as a service. */
  public enum Kind {
    USER,
    SERVICE
  }

  public Caller {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > 256) {
      throw new BadRequest("a caller's name is 1 to 256 bytes of UTF-8; this one has " + bytes);
    }
  }

  /** An authenticated user of the service. */
  public static Caller user(String name) {
    return new Caller(Kind.USER, name);
  }

  /** The service itself, running on the named node or client. */
  public static Caller service(String node) {
    return new Caller(Kind.SERVICE, node);
  }

  @Override
  public String toString() {
    return kind == Kind.USER ? name : "service:" + name;
  }
}

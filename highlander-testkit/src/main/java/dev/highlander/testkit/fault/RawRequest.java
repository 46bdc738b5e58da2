package dev.highlander.testkit.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request as its bytes: kept as they are, because the client has signed them. Bodies have a {@code Content-Length}.
 *
 * @param lines request line and header lines
 */
record RawRequest(List<String> lines, byte[] body) {

  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  /** The next request of a connection, or null if the client has closed it. */
  static @Nullable RawRequest read(InputStream in) throws IOException {
    @Nullable String head = readHead(in);
    if (head == null) {
      return null;
    }
    List<String> lines = head.lines().toList();
    if (header(lines, "transfer-encoding") != null) {
      throw new IOException("the proxy reads bodies with a Content-Length only: " + lines.getFirst());
    }
    @Nullable String length = header(lines, "content-length");
    int expected = length == null ? 0 : Integer.parseInt(length);
    if (expected > MAX_BODY_BYTES) {
      throw new IOException("a body of " + expected + " bytes");
    }
    byte[] body = in.readNBytes(expected);
    if (body.length < expected) {
      throw new IOException("the client sent " + body.length + " of " + expected + " bytes");
    }
    return new RawRequest(lines, body);
  }

  SeenRequest seen() {
    String[] parts = lines.getFirst().split(" ", 3);
    String path = parts[1].contains("?") ? parts[1].substring(0, parts[1].indexOf('?')) : parts[1];
    return new SeenRequest(parts[0], path, lines.subList(1, lines.size()));
  }

  /** The bytes to send on: the same, but the server is to close the connection after its answer. */
  byte[] head() {
    return lines.stream()
        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
        .collect(Collectors.joining("\r\n", "", "\r\nConnection: close\r\n\r\n"))
        .getBytes(ISO_8859_1);
  }

  private static @Nullable String readHead(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0 && head.size() == 0) {
        return null;
      }
      if (next < 0 || head.size() == MAX_HEAD_BYTES) {
        throw new IOException("a head that ends early or not at all");
      }
      head.write(next);
      end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(ISO_8859_1).stripTrailing();
  }

  private static @Nullable String header(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }
}

package dev.highlander.benchmarks.stub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** One kept-alive connection: requests with a content length, one after the other. Just enough of HTTP/1.1 for the SDK, and cheap. */
final class HttpConnection {

  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private final Socket socket;
  private byte[] buffer = new byte[MAX_HEADER_BYTES];
  private int limit;

  HttpConnection(Socket socket) {
    this.socket = socket;
  }

  /** Answers requests until the client hangs up. */
  void serve(Function<HttpRequest, HttpAnswer> handler) throws IOException {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      for (int end = header(in); end >= 0; end = header(in)) {
        HttpRequest request = request(in, end);
        socket.getOutputStream().write(handler.apply(request).encode(request.method().equals("HEAD")));
      }
    }
  }

  /** Reads to the end of a header and returns where it ends; -1 if the client hung up. */
  private int header(InputStream in) throws IOException {
    int unseen = 0;
    while (true) {
      for (int i = unseen; i + 3 < limit; i++) {
        if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
          return i + 4;
        }
      }
      if (limit == buffer.length) {
        throw new IOException("a header of more than " + MAX_HEADER_BYTES + " bytes");
      }
      unseen = Math.max(0, limit - 3);
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        return -1;
      }
      limit += count;
    }
  }

  private HttpRequest request(InputStream in, int end) throws IOException {
    String[] lines = new String(buffer, 0, end - 4, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
    }
    byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
    int here = Math.min(body.length, limit - end);
    System.arraycopy(buffer, end, body, 0, here);
    if (in.readNBytes(body, here, body.length - here) < body.length - here) {
      throw new EOFException("the client hung up inside a body");
    }
    int used = end + here;
    buffer = used == limit ? buffer : Arrays.copyOf(Arrays.copyOfRange(buffer, used, limit), MAX_HEADER_BYTES);
    limit -= used;
    String[] start = lines[0].split(" ", 3);
    int question = start[1].indexOf('?');
    String path = question < 0 ? start[1] : start[1].substring(0, question);
    return new HttpRequest(start[0], decode(path), question < 0 ? Map.of() : query(start[1].substring(question + 1)), headers, body);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      query.put(decode(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return query;
  }

  private static String decode(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

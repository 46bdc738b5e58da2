package dev.highlander.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param status the status code
 * @param headers header fields by name
 * @param body the content; not copied
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

  private static final byte[] EMPTY = {};

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /** Status 200 with JSON. */
  public static HttpAnswer json(byte[] body) {
    return of(200, "application/json", body);
  }

  /** Status 200 with JSON. */
  public static HttpAnswer json(String body) {
    return json(body.getBytes(StandardCharsets.UTF_8));
  }

  /** A status with content. */
  public static HttpAnswer of(int status, String contentType, byte[] body) {
    return new HttpAnswer(status, Map.of("Content-Type", contentType), body);
  }

  /** A status without content. */
  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), EMPTY);
  }

  /** The same with one more header field, or another value of one. */
  public HttpAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, more, body);
  }
}

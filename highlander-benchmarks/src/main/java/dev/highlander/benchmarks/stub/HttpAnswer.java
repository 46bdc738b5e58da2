package dev.highlander.benchmarks.stub;

import java.nio.charset.StandardCharsets;

/**
 * One answer.
 *
 * @param etag a header; empty for none
 * @param body its bytes; of a HEAD only their number is sent
 */
record HttpAnswer(int status, String etag, byte[] body) {

  private static final byte[] NOTHING = {};

  static HttpAnswer ok(String etag) {
    return new HttpAnswer(200, etag, NOTHING);
  }

  static HttpAnswer ok(String etag, byte[] body) {
    return new HttpAnswer(200, etag, body);
  }

  static HttpAnswer text(String text) {
    return new HttpAnswer(200, "", text.getBytes(StandardCharsets.UTF_8));
  }

  static HttpAnswer error(int status, String code) {
    return new HttpAnswer(status, "", ("<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>").getBytes(StandardCharsets.UTF_8));
  }

  byte[] encode(boolean head) {
    String start =
        "HTTP/1.1 " + status + " x\r\nContent-Length: " + (status == 204 ? 0 : body.length)
            + (etag.isEmpty() ? "" : "\r\nETag: " + etag)
            + "\r\nContent-Type: application/xml\r\n\r\n";
    byte[] header = start.getBytes(StandardCharsets.ISO_8859_1);
    if (head || body.length == 0) {
      return header;
    }
    byte[] whole = new byte[header.length + body.length];
    System.arraycopy(header, 0, whole, 0, header.length);
    System.arraycopy(body, 0, whole, header.length, body.length);
    return whole;
  }
}

package dev.highlander.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding that loses nothing: two different texts never become the same, and nothing is normalised. What is not the encoding of
 * some UTF-8 text is refused, where lenient decoders would put U+FFFD and so give many texts one meaning.
 */
final class PercentCoding {

  private static final char REPLACEMENT = '\uFFFD';

  private PercentCoding() {}

  /** Decodes a part of a path: a plus sign is a plus sign. */
  static String decodePath(String text) {
    return text.indexOf('%') < 0 && isAscii(text) ? text : decode(text, false);
  }

  /** Decodes a name or value of a query: a plus sign is a space. */
  static String decodeQuery(String text) {
    return decode(text, true);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static String decode(String text, boolean plusIsSpace) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(octet(text, i));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else if (c == REPLACEMENT) {
        throw Refusal.badRequest("the request's target has bytes that are not UTF-8: send them percent-encoded");
      } else {
        int length = Character.isHighSurrogate(c) && i + 1 < text.length() ? 2 : 1;
        bytes.writeBytes(text.substring(i, i + length).getBytes(StandardCharsets.UTF_8));
        i += length - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("a percent-encoded part of the request's target is not UTF-8");
    }
  }

  private static int octet(String text, int percent) {
    int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
    int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw Refusal.badRequest("a percent sign of the request's target is not followed by two hexadecimal digits");
    }
    return high << 4 | low;
  }
}

package dev.highlander.internal.wire;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of another process being read. Nothing here throws and no length is believed before it was compared with the bytes that are
 * left: the first thing that is wrong is remembered, and everything read after it is empty. A reader therefore reads all fields in
 * order and asks {@link #finish} once. Not thread-safe.
 */
public final class ByteSource {

  private static final byte[] EMPTY = {};
  private static final ObjectId NO_OBJECT = new ObjectId("none", "none");

  /** One for the process: what peers, types and handlers are called does not depend on who reads it. */
  private static final RecentTexts RECENT = new RecentTexts();

  private final byte[] bytes;
  private int position;
  private @Nullable String wrong;

  /** Reads an array that nobody changes meanwhile. */
  public ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Remembers the first thing that is wrong. */
  public void refuse(String reason) {
    if (wrong == null) {
      wrong = reason + " (at byte " + position + " of " + bytes.length + ")";
      position = bytes.length;
    }
  }

  /** Whether something was wrong already. */
  public boolean refused() {
    return wrong != null;
  }

  /** From 0 to 255. */
  public int octet() {
    if (position >= bytes.length) {
      refuse("the message ends early");
      return 0;
    }
    return bytes[position++] & 0xFF;
  }

  /** An octet that is 0 or 1. */
  public boolean flag() {
    int value = octet();
    if (value > 1) {
      refuse("a flag is " + value);
    }
    return value == 1;
  }

  /** Any long. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int octet = octet();
      if (shift == 63 && octet > 1) {
        break;
      }
      value |= (octet & 0x7FL) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    refuse("a number is longer than 64 bits");
    return 0;
  }

  /** A number from 0 to {@code max}. */
  public long number(long max, String what) {
    long value = number();
    if (value < 0 || value > max) {
      refuse(what + " is " + Long.toUnsignedString(value) + "; at most " + max);
      return 0;
    }
    return value;
  }

  /** 64 bits in 8 octets. */
  public long bits() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | octet();
    }
    return value;
  }

  /** Whether something is left to be read. */
  public boolean hasMore() {
    return position < bytes.length;
  }

  /** A text; malformed UTF-8 is refused. */
  public String text() {
    int length = length();
    if (length == 0) {
      return "";
    }
    String recent = RECENT.find(bytes, position, length);
    if (recent != null) {
      position += length;
      return recent;
    }
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    // Malformed UTF-8 decodes to U+FFFD. Two different byte sequences must not become one id, so such a text has to encode back to itself.
    if (text.indexOf('\uFFFD') >= 0) {
      byte[] again = text.getBytes(StandardCharsets.UTF_8);
      if (!Arrays.equals(again, 0, again.length, bytes, position, position + length)) {
        refuse("a text is not UTF-8");
        return "";
      }
    }
    RECENT.keep(bytes, position, length, text);
    position += length;
    return text;
  }

  /** Bytes; a copy. */
  public byte[] blob() {
    return octets(length());
  }

  /** So many bytes, at least 0; a copy. */
  public byte[] octets(int length) {
    if (length == 0) {
      return EMPTY;
    }
    if (length > bytes.length - position) {
      refuse("the message ends early");
      return EMPTY;
    }
    byte[] blob = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return blob;
  }

  /** A valid object id. */
  public ObjectId object() {
    String type = text();
    String id = text();
    return valid(() -> new ObjectId(type, id), NO_OBJECT);
  }

  /** Builds a value that checks itself; its complaint becomes the refusal. Once something is wrong nothing is built. */
  public <T> T valid(Supplier<T> constructor, T otherwise) {
    if (refused()) {
      return otherwise;
    }
    try {
      return constructor.get();
    } catch (BadRequest e) {
      refuse(String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  /** The message, if all of it was well-formed and nothing follows it. */
  public <T> Decoded<T> finish(T message) {
    if (position < bytes.length) {
      refuse("bytes follow the message");
    }
    return wrong == null ? new Decoded.Message<>(message) : new Decoded.Malformed<>(wrong);
  }

  private int length() {
    long length = number();
    int left = bytes.length - position;
    if (length < 0 || length > left) {
      refuse("a length is " + Long.toUnsignedString(length) + " where " + left + " bytes are left");
      return 0;
    }
    return (int) length;
  }
}

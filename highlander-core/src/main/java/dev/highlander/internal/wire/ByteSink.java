package dev.highlander.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written; grows as needed. Not thread-safe. Numbers are LEB128, texts and blobs carry their length in bytes first. */
public final class ByteSink {

  private byte[] bytes;
  private int size;

  /** Starts with room for a number of bytes. */
  public ByteSink(int expectedSize) {
    this.bytes = new byte[expectedSize];
  }

  /** The lowest 8 bits. */
  public ByteSink octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** One octet, 1 or 0. */
  public ByteSink flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  /** Any long; small positive ones are short. */
  public ByteSink number(long value) {
    room(10);
    while ((value & ~0x7FL) != 0) {
      bytes[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
    return this;
  }

  /** All 64 bits in 8 octets, for what is as often large as small. */
  public ByteSink bits(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** UTF-8; a lone surrogate becomes a question mark. */
  public ByteSink text(String value) {
    int length = value.length();
    room(5 + length);
    int start = size;
    number(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        size = start;
        return blob(value.getBytes(StandardCharsets.UTF_8));
      }
      bytes[size++] = (byte) c;
    }
    return this;
  }

  /** Bytes after their number. */
  public ByteSink blob(byte[] value) {
    return number(value.length).octets(value);
  }

  /** Bytes alone: who reads them has to know how many. */
  public ByteSink octets(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  /** What was written; the sink must not be used afterwards. */
  public byte[] take() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
    }
  }
}

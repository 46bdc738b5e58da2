package dev.highlander.benchmarks.raw;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Frames coming in, of the same form as the framework's: four bytes length of what follows, one byte kind, eight bytes correlation id, the
 * body. Confined to one thread.
 */
final class Frames {

  static final int HEADER_BYTES = 13;
  static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long correlation;

  Frames(InputStream in) {
    this.in = in;
  }

  /** Whether a whole frame is here, so that {@link #next} does not wait. */
  boolean hasNext() {
    return limit - position >= HEADER_BYTES && limit - position >= 4 + getInt(position);
  }

  /** The next frame's body. */
  byte[] next() throws IOException {
    while (!hasNext()) {
      if (position > 0) {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
      }
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        throw new EOFException("the peer hung up");
      }
      limit += count;
    }
    int length = getInt(position) - (HEADER_BYTES - 4);
    correlation = getLong(position + 5);
    byte[] body = new byte[length];
    System.arraycopy(buffer, position + HEADER_BYTES, body, 0, length);
    position += HEADER_BYTES + length;
    return body;
  }

  /** The correlation id of the last frame. */
  long correlation() {
    return correlation;
  }

  private int getInt(int at) {
    return (buffer[at] & 0xFF) << 24 | (buffer[at + 1] & 0xFF) << 16 | (buffer[at + 2] & 0xFF) << 8 | (buffer[at + 3] & 0xFF);
  }

  private long getLong(int at) {
    return (long) getInt(at) << 32 | (getInt(at + 4) & 0xFFFF_FFFFL);
  }

  /** Writes a frame into a buffer and returns where it ends. */
  static int put(byte[] target, int at, long correlation, byte[] body) {
    putInt(target, at, HEADER_BYTES - 4 + body.length);
    target[at + 4] = 1;
    putInt(target, at + 5, (int) (correlation >>> 32));
    putInt(target, at + 9, (int) correlation);
    System.arraycopy(body, 0, target, at + HEADER_BYTES, body.length);
    return at + HEADER_BYTES + body.length;
  }

  private static void putInt(byte[] target, int at, int value) {
    target[at] = (byte) (value >>> 24);
    target[at + 1] = (byte) (value >>> 16);
    target[at + 2] = (byte) (value >>> 8);
    target[at + 3] = (byte) value;
  }
}

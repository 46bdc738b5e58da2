package dev.highlander.internal.transport;

import java.io.IOException;
import java.io.InputStream;

/**
 * Frames coming in. A length is compared with the limit before anything is allocated for it. Used by one thread at a time; handing it to
 * another needs a happens-before edge.
 */
final class FrameInput {

  /** What the connection does around a read of the socket, which may block. */
  interface ReadListener {
    void beforeRead() throws IOException;

    void afterRead();
  }

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] NO_BODY = {};

  private final InputStream in;
  private final int maxBodyBytes;
  private final ReadListener listener;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

  private byte type;
  private long correlation;
  private byte[] body = NO_BODY;

  FrameInput(InputStream in, int maxBodyBytes, ReadListener listener) {
    this.in = in;
    this.maxBodyBytes = maxBodyBytes;
    this.listener = listener;
  }

  /**
   * Reads the next frame.
   *
   * @return false if the peer ended the connection between two frames
   * @throws IOException if the connection broke, or the peer does not keep to the protocol
   */
  boolean next() throws IOException {
    if (limit - position < OutFrame.HEADER_BYTES && !fillHeader()) {
      return false;
    }
    int length = Octets.getInt(buffer, position);
    int bodyLength = length - (OutFrame.HEADER_BYTES - 4);
    if (bodyLength < 0 || bodyLength > maxBodyBytes) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes; the limit is " + maxBodyBytes + " and its header");
    }
    type = buffer[position + 4];
    correlation = Octets.getLong(buffer, position + 5);
    position += OutFrame.HEADER_BYTES;
    body = bodyLength == 0 ? NO_BODY : readBody(bodyLength);
    return true;
  }

  byte type() {
    return type;
  }

  long correlation() {
    return correlation;
  }

  /** The frame's body; the caller owns the array. */
  byte[] takeBody() {
    byte[] taken = body;
    body = NO_BODY;
    return taken;
  }

  private boolean fillHeader() throws IOException {
    int left = limit - position;
    System.arraycopy(buffer, position, buffer, 0, left);
    position = 0;
    limit = left;
    while (limit < OutFrame.HEADER_BYTES) {
      int count = read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        if (limit == 0) {
          return false;
        }
        throw new IOException("the connection ended inside a frame");
      }
      limit += count;
    }
    return true;
  }

  private byte[] readBody(int length) throws IOException {
    int buffered = Math.min(length, limit - position);
    byte[] whole = new byte[length];
    System.arraycopy(buffer, position, whole, 0, buffered);
    position += buffered;
    for (int filled = buffered; filled < length; ) {
      int count = read(whole, filled, length - filled);
      if (count < 0) {
        throw new IOException("the connection ended inside a frame");
      }
      filled += count;
    }
    return whole;
  }

  private int read(byte[] target, int offset, int length) throws IOException {
    listener.beforeRead();
    int count = in.read(target, offset, length);
    listener.afterRead();
    return count;
  }
}

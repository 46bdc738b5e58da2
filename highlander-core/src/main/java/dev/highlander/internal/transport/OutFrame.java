package dev.highlander.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * One frame on its way out: four bytes length of what follows, one byte type, eight bytes correlation id, the body; big-endian. An
 * element of the {@link Outbox}'s linked list, so that queueing it allocates nothing more.
 */
class OutFrame {

  static final int HEADER_BYTES = 13;

  static final byte REQUEST = 1;
  static final byte REPLY = 2;
  static final byte KEEP_ALIVE = 3;

  private static final byte[] NO_BODY = {};

  final byte type;
  final byte[] body;
  long correlation;

  /** The frame that was queued before this one, then, once the outbox took the list, the one after it. */
  @Nullable OutFrame next;

  OutFrame(byte type, long correlation, byte[] body) {
    this.type = type;
    this.correlation = correlation;
    this.body = body;
  }

  static OutFrame keepAlive() {
    return new OutFrame(KEEP_ALIVE, 0, NO_BODY);
  }

  int size() {
    return HEADER_BYTES + body.length;
  }

  /**
   * Called by the outbox just before the first byte leaves.
   *
   * @return whether it still has to be sent
   */
  boolean depart() {
    return true;
  }

  void encodeHeader(byte[] buffer, int offset) {
    Octets.putInt(buffer, offset, HEADER_BYTES - 4 + body.length);
    buffer[offset + 4] = type;
    Octets.putLong(buffer, offset + 5, correlation);
  }
}

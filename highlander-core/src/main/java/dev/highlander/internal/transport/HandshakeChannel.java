package dev.highlander.internal.transport;

import dev.highlander.internal.wire.ByteSink;
import dev.highlander.internal.wire.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The handshake's messages on a socket: two bytes length of what follows, one byte kind, the fields. A stranger may be at the other end:
 * a message is at most {@link #MAX_BYTES} long, and no byte after it is read. Time-outs are the {@link HandshakeGuard}'s.
 */
final class HandshakeChannel {

  static final int MAX_BYTES = 1_024;
  static final int REFUSED = 9;

  private static final int MAX_PRINTED = 300;

  private final InputStream in;
  private final OutputStream out;
  private String refusal = "the peer gave no reason";

  HandshakeChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  void send(int kind, byte[] fields) throws IOException {
    byte[] message = new byte[3 + fields.length];
    int length = 1 + fields.length;
    message[0] = (byte) (length >> 8);
    message[1] = (byte) length;
    message[2] = (byte) kind;
    System.arraycopy(fields, 0, message, 3, fields.length);
    out.write(message);
    out.flush();
  }

  /** Best effort: the peer may be gone. */
  void sendRefusal(String reason) {
    try {
      send(REFUSED, new ByteSink(256).text(printable(reason)).take());
    } catch (IOException e) {
      // It will see the closed connection.
    }
  }

  /** The fields of the expected message; null if the peer refused instead: see {@link #refusal}. */
  @Nullable ByteSource receive(int expectedKind) throws IOException {
    byte[] fields = receiveBytes(expectedKind);
    return fields == null ? null : new ByteSource(fields);
  }

  /** As {@link #receive}, undecoded. */
  byte @Nullable [] receiveBytes(int expectedKind) throws IOException {
    byte[] header = exactly(2);
    int length = (header[0] & 0xFF) << 8 | header[1] & 0xFF;
    if (length < 1 || length > MAX_BYTES) {
      throw new IOException(
          "the peer does not speak this protocol (is TLS configured on one side only?): a handshake message of " + length + " bytes");
    }
    byte[] message = exactly(length);
    byte[] fields = java.util.Arrays.copyOfRange(message, 1, length);
    if (message[0] == REFUSED) {
      refusal = printable(new ByteSource(fields).text());
      return null;
    }
    if (message[0] != expectedKind) {
      throw new IOException("handshake message " + message[0] + " where " + expectedKind + " was expected");
    }
    return fields;
  }

  /** The sentence the peer sent, made safe for a log. */
  String refusal() {
    return refusal;
  }

  /** Text of a stranger for a log: one line, not too long. */
  static String printable(String text) {
    String cut = text.length() <= MAX_PRINTED ? text : text.substring(0, MAX_PRINTED) + "…";
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = in.readNBytes(bytes, 0, length);
    if (count < length) {
      throw new IOException("the peer closed the connection in the handshake");
    }
    return bytes;
  }
}

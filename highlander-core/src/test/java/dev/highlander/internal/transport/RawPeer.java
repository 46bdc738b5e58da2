package dev.highlander.internal.transport;

import dev.highlander.internal.wire.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;

/** A peer of the tests that says what it likes. */
final class RawPeer implements AutoCloseable {

  final Socket socket;
  final HandshakeChannel channel;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(15_000);
    this.channel = new HandshakeChannel(socket.getInputStream(), socket.getOutputStream());
  }

  static RawPeer dial(String address) throws IOException {
    return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), HostPort.parse(address).port()));
  }

  /** Joins as a proper peer does. */
  RawPeer join(TransportSettings settings) throws IOException {
    if (new Handshake(settings, new Random(1)).dial(channel) instanceof Handshake.Outcome.Refused(String reason)) {
      throw new IOException(reason);
    }
    return this;
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void writeFrame(int type, long correlation, byte[] body) throws IOException {
    byte[] frame = new byte[OutFrame.HEADER_BYTES + body.length];
    new OutFrame((byte) type, correlation, body).encodeHeader(frame, 0);
    System.arraycopy(body, 0, frame, OutFrame.HEADER_BYTES, body.length);
    write(frame);
  }

  /** The sentence with which the other side refuses; the next message has to be one. */
  String refusal() throws IOException {
    ByteSource unexpected = channel.receive(-1);
    return unexpected == null ? channel.refusal() : "no refusal";
  }

  /** Everything until the other side closes or resets. */
  byte[] untilClosed() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[4_096];
    try {
      for (int count = socket.getInputStream().read(buffer); count >= 0; count = socket.getInputStream().read(buffer)) {
        all.write(buffer, 0, count);
      }
    } catch (SocketException reset) {
      // As closed as an orderly end.
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

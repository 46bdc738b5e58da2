package dev.highlander.fault;

import dev.highlander.testkit.fault.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A server of which the test is both ends, and a proxy in front of it. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 200;

  private final ServerSocket listener;
  private final TcpProxy proxy;

  Wire() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(PATIENCE_MILLIS);
    proxy = TcpProxy.to("127.0.0.1:" + listener.getLocalPort(), 42);
  }

  TcpProxy proxy() {
    return proxy;
  }

  Socket dial() throws IOException {
    int colon = proxy.address().lastIndexOf(':');
    Socket client = new Socket(proxy.address().substring(0, colon), Integer.parseInt(proxy.address().substring(colon + 1)));
    client.setSoTimeout(PATIENCE_MILLIS);
    client.setTcpNoDelay(true);
    return client;
  }

  Socket accept() throws IOException {
    Socket server = listener.accept();
    server.setSoTimeout(PATIENCE_MILLIS);
    server.setTcpNoDelay(true);
    return server;
  }

  static void send(Socket from, String text) throws IOException {
    from.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    from.getOutputStream().flush();
  }

  static String receive(Socket at, int characters) throws IOException {
    return new String(at.getInputStream().readNBytes(characters), StandardCharsets.US_ASCII);
  }

  /** Whether nothing comes for a while, not even an end. */
  static boolean silent(Socket at) throws IOException {
    at.setSoTimeout(SILENCE_MILLIS);
    try {
      at.getInputStream().read();
      return false;
    } catch (SocketTimeoutException nothing) {
      return true;
    } finally {
      at.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    listener.close();
  }
}

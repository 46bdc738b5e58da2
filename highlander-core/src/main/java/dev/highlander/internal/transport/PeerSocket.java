package dev.highlander.internal.transport;

import dev.highlander.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connected socket, plain or with TLS over it. */
final class PeerSocket {

  private final Socket raw;
  private final @Nullable SSLSocket tls;

  private PeerSocket(Socket raw, @Nullable SSLSocket tls) {
    this.raw = raw;
    this.tls = tls;
  }

  /** After the peer's certificate was checked, if TLS is configured; blocks for the TLS handshake. */
  static PeerSocket secured(Socket raw, @Nullable TlsSettings settings, @Nullable HostPort dialled) throws IOException {
    raw.setTcpNoDelay(true);
    if (settings == null) {
      return new PeerSocket(raw, null);
    }
    String host = dialled == null ? raw.getInetAddress().getHostAddress() : dialled.host();
    SSLSocket tls = (SSLSocket) settings.context().getSocketFactory().createSocket(raw, host, raw.getPort(), true);
    tls.setUseClientMode(dialled != null);
    tls.setNeedClientAuth(true);
    tls.setEnabledProtocols(new String[] {TlsSettings.PROTOCOL});
    if (dialled != null && settings.checkHost()) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
    }
    tls.startHandshake();
    return new PeerSocket(raw, tls);
  }

  InputStream in() throws IOException {
    return tls == null ? raw.getInputStream() : tls.getInputStream();
  }

  OutputStream out() throws IOException {
    return tls == null ? raw.getOutputStream() : tls.getOutputStream();
  }

  String remote() {
    return raw.getRemoteSocketAddress() instanceof InetSocketAddress address ? describe(address) : "unknown";
  }

  static String describe(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  /** At once, whatever other threads do on it: TLS's own close waits for a blocked writer, the socket's does not. */
  void close() {
    closeQuietly(raw);
  }

  static void closeQuietly(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all that can be done with it.
    }
  }
}

package dev.highlander.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a gateway listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 for any free one
 */
record ListenAddress(String host, int port) {

  /** Reads {@code host:port} or {@code [address]:port}; throws {@link IllegalArgumentException}. */
  static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 1 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException("an address to listen on is host:port, such as 127.0.0.1:8080; this is '" + text + "'");
    }
    return new ListenAddress(host, Integer.parseInt(port));
  }

  /** Whether only this machine can reach it. */
  boolean loopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the address to listen on is not known: " + host, e);
    }
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /** The host as it stands in a URI. */
  String uriHost() {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}

package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An address as people write it: {@code host:port}, or {@code [ipv6]:port}.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {

  /** Throws {@link BadRequest} if it is none. */
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      host = bracketed ? host.substring(1, host.length() - 1) : host;
      String port = text.substring(colon + 1);
      if (!host.isEmpty() && (bracketed || host.indexOf(':') < 0) && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535) {
        return new HostPort(host, Integer.parseInt(port));
      }
    }
    throw new BadRequest("'" + text + "' is not an address; write host:port, or [address]:port for IPv6");
  }

  HostPort withPort(int newPort) {
    return new HostPort(host, newPort);
  }

  /** Asks the resolver, which may take its time. */
  InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

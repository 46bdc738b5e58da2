package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands between the servers of an ensemble: a proxy for each of the ports that one has for the others, and each server that connects. */
final class ServerLinks implements AutoCloseable {

  private record Pair(String from, String to) {}

  /**
   * A follower comes as soon as it has voted, perhaps before its leader listens; it tries again if it is refused, and votes again if it is cut off.
   */
  private static final Duration LEADER_LISTENS = Duration.ofSeconds(2);

  private final Map<Pair, List<TcpProxy>> proxies = new LinkedHashMap<>();

  /** A new proxy on the way from one server to a port of another one; returns what is to be dialled. */
  String between(String from, String to, String address) {
    TcpProxy proxy = TcpProxy.to(address).patient(LEADER_LISTENS);
    proxies.computeIfAbsent(new Pair(from, to), pair -> new ArrayList<>()).add(proxy);
    return proxy.address();
  }

  /** Through what a server opens its connections to another one; none if they are not two servers of an ensemble. */
  List<TcpProxy> opened(String from, String to) {
    return proxies.getOrDefault(new Pair(from, to), List.of());
  }

  /** The names of the servers. */
  Set<String> servers() {
    Set<String> servers = new LinkedHashSet<>();
    proxies.keySet().forEach(pair -> servers.add(pair.from()));
    return servers;
  }

  void heal() {
    proxies.values().forEach(links -> links.forEach(TcpProxy::heal));
  }

  @Override
  public void close() {
    proxies.values().forEach(links -> links.forEach(TcpProxy::close));
  }
}

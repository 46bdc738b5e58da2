package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.testkit.fault.TcpProxy.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The proxies of a cluster: one for each party that opens connections and each party that it opens them to. */
final class Network implements AutoCloseable {

  private record Pair(String from, String to) {}

  private final Map<Pair, TcpProxy> proxies = new LinkedHashMap<>();
  private final Map<String, String> nodes;

  /**
   * Listens for everybody. Nodes are down until {@link #up}.
   *
   * @param nodes the address on which each node listens
   * @param services the addresses of ZooKeeper and the store
   * @param seed of the jitters
   */
  Network(Map<String, String> nodes, Map<String, String> services, long seed) {
    this.nodes = new LinkedHashMap<>(nodes);
    List<String> callers = new ArrayList<>(nodes.keySet());
    callers.add(TestCluster.CLIENT);
    for (String from : callers) {
      services.forEach((to, address) -> proxies.put(new Pair(from, to), TcpProxy.to(address, seed + proxies.size())));
      nodes.forEach(
          (to, address) -> {
            if (!to.equals(from)) {
              proxies.put(new Pair(from, to), TcpProxy.to(address, seed + proxies.size()));
            }
          });
    }
    nodes.keySet().forEach(this::down);
  }

  /** Nobody listens at a node: connections to it are refused. */
  void down(String node) {
    towards(node).forEach(TcpProxy::down);
  }

  /** A node listens. */
  void up(String node) {
    towards(node).forEach(TcpProxy::up);
  }

  private List<TcpProxy> towards(String node) {
    return proxies.entrySet().stream().filter(entry -> entry.getKey().to().equals(node)).map(Map.Entry::getValue).toList();
  }

  /** Through what one party opens its connections to another one. */
  TcpProxy proxy(String from, String to) {
    return Objects.requireNonNull(proxies.get(new Pair(from, to)), () -> from + " opens no connections to " + to);
  }

  /** What a party that opens connections has to dial instead of each node's own address. */
  Map<String, String> routes(String from) {
    Map<String, String> routes = new LinkedHashMap<>();
    nodes.forEach((to, address) -> {
      if (!to.equals(from)) {
        routes.put(address, proxy(from, to).address());
      }
    });
    return routes;
  }

  Way way(String from, String to) {
    List<Way.Lane> lanes = new ArrayList<>();
    @Nullable TcpProxy opened = proxies.get(new Pair(from, to));
    if (opened != null) {
      lanes.add(new Way.Lane(opened, Direction.TO_SERVER));
    }
    @Nullable TcpProxy taken = proxies.get(new Pair(to, from));
    if (taken != null) {
      lanes.add(new Way.Lane(taken, Direction.TO_CLIENT));
    }
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("nothing goes from '" + from + "' to '" + to + "'; there are " + parties());
    }
    return new Way(from + " -> " + to, lanes);
  }

  private Set<String> parties() {
    Set<String> parties = new TreeSet<>();
    proxies.keySet().forEach(pair -> parties.addAll(List.of(pair.from(), pair.to())));
    return parties;
  }

  void heal() {
    proxies.values().forEach(TcpProxy::heal);
  }

  @Override
  public void close() {
    proxies.values().forEach(TcpProxy::close);
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.HttpFaultProxy;
import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.testkit.fault.TcpProxy.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxies of a cluster: one for each party that opens connections and each party that it opens them to, and a second one, which knows HTTP, on
 * each way to the store.
 */
final class Network implements AutoCloseable {

  private record Pair(String from, String to) {}

  private final Map<Pair, TcpProxy> proxies = new LinkedHashMap<>();
  private final Map<String, HttpFaultProxy> stores = new LinkedHashMap<>();
  private final Map<String, String> nodes;
  private final Map<String, String> zooKeepers;
  private final ServerLinks links;

  /**
   * Listens for everybody. Nodes are down until {@link #up}.
   *
   * @param nodes the address on which each node listens
   * @param zooKeepers the address of each ZooKeeper server
   * @param store where the store is
   * @param links what stands between ZooKeeper servers
   * @param seed of the jitters
   */
  Network(Map<String, String> nodes, Map<String, String> zooKeepers, URI store, ServerLinks links, long seed) {
    this.nodes = new LinkedHashMap<>(nodes);
    this.zooKeepers = new LinkedHashMap<>(zooKeepers);
    this.links = links;
    List<String> callers = new ArrayList<>(nodes.keySet());
    callers.add(TestCluster.CLIENT);
    for (String from : callers) {
      zooKeepers.forEach((to, address) -> connect(from, to, address, seed));
      connect(from, TestCluster.STORE, faults(from, store), seed);
      nodes.entrySet().stream().filter(to -> !to.getKey().equals(from)).forEach(to -> connect(from, to.getKey(), to.getValue(), seed));
    }
    nodes.keySet().forEach(this::down);
  }

  private void connect(String from, String to, String address, long seed) {
    proxies.put(new Pair(from, to), TcpProxy.to(address, seed + proxies.size()));
  }

  private String faults(String from, URI store) {
    try {
      HttpFaultProxy proxy = HttpFaultProxy.inFrontOf(store);
      stores.put(from, proxy);
      return "127.0.0.1:" + proxy.endpoint().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** What a party names as its ZooKeeper servers. */
  String connectString(String from) {
    return zooKeepers.keySet().stream().map(server -> proxy(from, server).address()).collect(Collectors.joining(","));
  }

  /** Where the requests of a party to the store meet faults. */
  HttpFaultProxy store(String from) {
    return Objects.requireNonNull(stores.get(from), () -> from + " has no store");
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
    for (String sender : members(from)) {
      for (String receiver : members(to)) {
        opened(sender, receiver).map(proxy -> new Way.Lane(proxy, Direction.TO_SERVER)).forEach(lanes::add);
        opened(receiver, sender).map(proxy -> new Way.Lane(proxy, Direction.TO_CLIENT)).forEach(lanes::add);
      }
    }
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("nothing goes from '" + from + "' to '" + to + "'; there are " + parties());
    }
    return new Way(from + " -> " + to, lanes);
  }

  private Stream<TcpProxy> opened(String from, String to) {
    @Nullable TcpProxy proxy = proxies.get(new Pair(from, to));
    return proxy == null ? links.opened(from, to).stream() : Stream.of(proxy);
  }

  /** All servers of an ensemble answer to the name of ZooKeeper. */
  private Set<String> members(String party) {
    return party.equals(TestCluster.ZOOKEEPER) ? zooKeepers.keySet() : Set.of(party);
  }

  private Set<String> parties() {
    Set<String> parties = new TreeSet<>(zooKeepers.keySet());
    proxies.keySet().forEach(pair -> parties.addAll(List.of(pair.from(), pair.to())));
    return parties;
  }

  void heal() {
    proxies.values().forEach(TcpProxy::heal);
    stores.values().forEach(HttpFaultProxy::heal);
    links.heal();
  }

  @Override
  public void close() {
    proxies.values().forEach(TcpProxy::close);
    stores.values().forEach(HttpFaultProxy::close);
    links.close();
  }
}

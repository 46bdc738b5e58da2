package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * The ZooKeeper servers of a {@link TestCluster}. By default there is one, in the test's JVM, with the name {@link TestCluster#ZOOKEEPER}; it can be
 * stopped and started, and lose its data. With {@link TestClusterBuilder#zooKeeperServers} there are several with the names {@code zookeeper-1},
 * {@code zookeeper-2} and so on, each a process, which can also be killed and paused one by one, and are parties of the cluster's network: {@code
 * cluster.partition("zookeeper-1", "zookeeper-3")} cuts two of them from each other, {@code cluster.partition("a", "zookeeper-2")} a node from one of
 * them, and {@link TestCluster#ZOOKEEPER} stands for all. For one thread at a time.
 */
public final class TestZooKeeper {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ZooKeeperServers servers;
  private final Network network;

  TestZooKeeper(ZooKeeperServers servers, Network network) {
    this.servers = servers;
    this.network = network;
  }

  /** The names of all servers. */
  public List<String> servers() {
    return List.copyOf(servers.addresses().keySet());
  }

  /** The server that leads; waits for an election that is under way. */
  public String leader() {
    return Awaitility.await("a ZooKeeper server leads").atMost(PATIENCE).until(servers::leader, leader -> !leader.isEmpty());
  }

  /** All servers but the leader. */
  public List<String> followers() {
    String leader = leader();
    return servers().stream().filter(server -> !server.equals(leader)).toList();
  }

  /** The server that a node (or the client) is connected to; empty if it has no connection. */
  public Optional<String> serverOf(String party) {
    return servers().stream().filter(server -> network.proxy(party, server).connections() > 0).findFirst();
  }

  /**
   * Makes a node (or the client) connect to a server, by breaking its connections to others and refusing new ones meanwhile; its session goes on.
   * Ends other faults between the two and ZooKeeper.
   */
  public void attach(String party, String server) {
    List<TcpProxy> others = servers().stream().filter(other -> !other.equals(server)).map(other -> network.proxy(party, other)).toList();
    others.forEach(TcpProxy::cut);
    Awaitility.await(party + " connects to " + server).atMost(PATIENCE).until(() -> serverOf(party).equals(Optional.of(server)));
    others.forEach(TcpProxy::heal);
  }

  /** As {@code kill -9} of some servers; their data stay. */
  public void kill(String... named) {
    List.of(named).forEach(server -> servers.process(server).kill());
  }

  /** As {@code kill -STOP} of some servers: they hang, their connections stay. */
  public void pause(String... named) {
    List.of(named).forEach(server -> servers.process(server).stop());
  }

  /** As {@code kill -CONT}. */
  public void resume(String... named) {
    List.of(named).forEach(server -> servers.process(server).resume());
  }

  /** Stops all servers; their data stay. */
  public void stop() {
    servers.stop();
  }

  /** Starts every server that does not run, on its port and its data, and resumes those that are paused; returns when all serve. */
  public void start() {
    servers.start();
  }

  /** All servers stop, lose everything that they have stored, and start again, knowing nothing (protocol F10). Returns when they serve. */
  public void loseData() {
    servers.stop();
    servers.deleteData();
    servers.start();
  }

  /** Ends the session of a party at the server to which it is connected; whether there was one. */
  boolean expireSession(String party) {
    return servers().stream().anyMatch(
        server -> {
          Set<Integer> ports = network.proxy(party, server).sourcePorts();
          return !ports.isEmpty() && servers.expire(server, ports);
        });
  }
}

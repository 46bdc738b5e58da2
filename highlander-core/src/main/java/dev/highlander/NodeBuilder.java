package dev.highlander;

import dev.highlander.spi.NodeListener;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.Map;

/**
 * Configures and starts a node. What is not said here is taken from {@code -Dhighlander.x.y}, then {@code HIGHLANDER_X_Y}, then the properties
 * file that {@code highlander.settings} names, then the default. Confined to one thread; starts one node.
 */
public interface NodeBuilder {

  /** The node's name: 1 to 64 characters of {@code [A-Za-z0-9._-]}, different for each process. Default: the host's name and the process id. */
  NodeBuilder name(String name);

  /** Uses ZooKeeper as the registry; the connect string {@code host:port,host:port} of its ensemble. This or {@link #registry} is needed. */
  NodeBuilder zookeeper(String connectString);

  /** Uses another registry. The node closes it. */
  NodeBuilder registry(Registry registry);

  /** Where states are kept; needed. Opened when the node starts, closed by the node. */
  NodeBuilder store(SnapshotStore.Provider store);

  /** Uses another transport than TCP. The node closes it. */
  NodeBuilder transport(Transport transport);

  /** The types that this node hosts and may call. Adds to earlier ones. */
  NodeBuilder types(Class<?>... types);

  /** Where to listen for peers, {@code host:port}; port 0 for any. Default: {@code 127.0.0.1:0}. */
  NodeBuilder listen(String address);

  /** The address that peers reach this node at, if it is not the one it listens on. */
  NodeBuilder advertise(String address);

  /** The cluster's name; processes of another cluster are refused. Default: {@code highlander}. */
  NodeBuilder cluster(String name);

  /** The secret that all processes of the cluster prove to each other. Needed, or {@link #tls}, on any address but loopback. */
  NodeBuilder secret(String secret);

  /** Encrypts and authenticates connections between processes. */
  NodeBuilder tls(TlsSettings tls);

  /** Further placement strategies, to be named by types and by {@link #defaultPlacement}. */
  NodeBuilder placement(PlacementStrategy... strategies);

  /** Name of the strategy for types that name none: {@code next} unless changed. */
  NodeBuilder defaultPlacement(String name);

  /** How long an activation stays in memory after its last call, for types that don't say; 60 s unless changed. */
  NodeBuilder idle(Duration idle);

  /** Path of the cluster's root in the registry, {@code /a/b}. Default: {@code /} and the cluster's name. */
  NodeBuilder root(String path);

  /** The operator's own labels, at most 32; seen by placement strategies and in reports. */
  NodeBuilder labels(Map<String, String> labels);

  /** All times and limits; then none of them is taken from outside. {@link #idle} still counts if it is called too. */
  NodeBuilder settings(NodeSettings settings);

  /** Is told of the node's life. May be called several times. */
  NodeBuilder listener(NodeListener listener);

  /** Another clock, timers, threads and randomness: for tests. */
  NodeBuilder platform(Platform platform);

  /**
   * Joins the cluster and returns when objects are served.
   *
   * @throws BadRequest if something is missing, misspelled or outside its range, or the store does not keep the promises of conditional writes
   * @throws Unavailable if registry or store can't be reached
   */
  HighlanderNode start();
}

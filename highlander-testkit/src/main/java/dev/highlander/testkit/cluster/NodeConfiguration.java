package dev.highlander.testkit.cluster;

import dev.highlander.NodeBuilder;

/**
 * What a test wants of its nodes beyond their types: placement strategies, labels, listeners, idle times. A class that implements it has a
 * constructor without parameters and is called in the node's own JVM. The kit itself sets name, cluster, registry, store, transport, platform and
 * {@linkplain TestClusterBuilder#settings settings}; leave those alone.
 */
@FunctionalInterface
public interface NodeConfiguration {

  /** Called once before the node starts. */
  void configure(NodeBuilder builder, String node);
}

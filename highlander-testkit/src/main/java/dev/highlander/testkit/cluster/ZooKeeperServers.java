package dev.highlander.testkit.cluster;

import dev.highlander.testkit.zookeeper.ZooKeeperProcess;
import java.util.Map;
import java.util.Set;

/** The ZooKeeper of a cluster: one server in this JVM, or an ensemble of processes. Servers are called by their names. */
interface ZooKeeperServers extends AutoCloseable {

  /** The address of each server by its name, which stays the same when servers stop and start. */
  Map<String, String> addresses();

  /** Stops every server that runs; data stay. */
  void stop();

  /** Starts every server that does not run, and lets those go on that hang; returns when all serve. */
  void start();

  /** Deletes what all servers have stored, while all are stopped. */
  void deleteData();

  /** The server that leads; empty if there is none now. */
  String leader();

  /** Ends the session whose client connects to a server from one of these ports; whether there was one. */
  boolean expire(String server, Set<Integer> sourcePorts);

  /** A server that can be killed and paused. */
  ZooKeeperProcess process(String server);

  @Override
  void close();
}

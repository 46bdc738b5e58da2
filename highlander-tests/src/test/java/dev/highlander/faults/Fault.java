package dev.highlander.faults;

/** Everything that can be done from outside to a cluster of processes, an ensemble, a store and what connects them. */
enum Fault {
  /** {@code kill -9} of a node. */
  KILL,
  /** SIGTERM of a node. */
  TERMINATE,
  /** As {@code POST /cluster/drain}. */
  DRAIN,
  /** SIGSTOP, shorter than a lease or longer. */
  PAUSE,
  /** SIGSTOP for longer than a session and a takeover wait. */
  LONG_PAUSE,
  PARTITION,
  PARTITION_ONE_WAY,
  CUT_FROM_ZOOKEEPER,
  CUT_FROM_STORE,
  CUT_FROM_PEERS,
  SLOW_WAY,
  RESET_WAY,
  EXPIRE_SESSION,
  /** {@code kill -9} of ZooKeeper's leader. */
  LEADER_KILLED,
  /** Both followers hang, and go on. */
  QUORUM_LOST,
  /** The whole ensemble is down for longer than a session. */
  ZOOKEEPER_STOPPED,
  /** The ensemble comes back knowing nothing. */
  ZOOKEEPER_DATA_LOST,
  /** A node is attached to a follower that is cut off from its leader. */
  FOLLOWER_CUT,
  STORE_STOPPED,
  STORE_SLOW,
  /** 503 to every request. */
  STORE_BUSY,
  /** 500 to writes that were carried out. */
  STORE_FAILS_AFTER_WRITES,
  /** The connection is reset when the request has been carried out. */
  STORE_RESETS,
  /** Writes are carried out, and nobody ever answers. */
  STORE_SILENT,
  /** Writes arrive seconds after the sender has given them up. */
  WRITES_LATE,
  /** Writes arrive twice, the second time seconds later. */
  WRITES_TWICE;

  /** Whether it needs servers of the ensemble that do what they are told, so that it comes alone. */
  boolean isOfZooKeeper() {
    return switch (this) {
      case LEADER_KILLED, QUORUM_LOST, ZOOKEEPER_STOPPED, ZOOKEEPER_DATA_LOST, FOLLOWER_CUT -> true;
      default -> false;
    };
  }
}

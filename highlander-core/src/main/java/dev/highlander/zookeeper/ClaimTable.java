package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this incarnation knows of its own claim nodes, by their counter, and how many bytes their paths have (protocol C4, C5). A
 * number that is not in the table belongs to a ghost: a node that may exist although nobody holds it. A number never comes back,
 * so what is a ghost once stays one and may be deleted at any later time. Thread-safe.
 */
final class ClaimTable {

  /** What the server adds to each path in the transaction that ends a session. */
  private static final int BYTES_BESIDE_PATH = 4;

  /** Stands for a claim whose outcome is open: being made, or being given back. */
  private static final Object IN_FLIGHT = new Object();

  private final ReentrantLock lock = new ReentrantLock();
  private final Paths paths;
  private final String incarnation;
  private final int budget;
  private final Map<Long, Object> entries = new HashMap<>();
  private final Map<Long, Integer> ghosts = new HashMap<>();
  private long bytes;
  private long next;

  ClaimTable(Paths paths, String incarnation, int budget) {
    this.paths = paths;
    this.incarnation = incarnation;
    this.budget = budget;
    this.bytes = cost(paths.node(incarnation).length());
  }

  /** Reserves a number and the bytes of its path; empty if the budget is spent. */
  OptionalLong begin(ObjectId object) {
    lock.lock();
    try {
      int cost = cost(object, next);
      if (bytes + cost >= budget) {
        return OptionalLong.empty();
      }
      bytes += cost;
      entries.put(next, IN_FLIGHT);
      return OptionalLong.of(next++);
    } finally {
      lock.unlock();
    }
  }

  /** The claim is held. */
  void hold(ZooKeeperClaim claim) {
    lock.lock();
    try {
      entries.put(claim.counter(), claim);
    } finally {
      lock.unlock();
    }
  }

  /** The claim is being given back; false if it was not held. */
  boolean leave(ZooKeeperClaim claim) {
    lock.lock();
    try {
      return entries.replace(claim.counter(), claim, IN_FLIGHT);
    } finally {
      lock.unlock();
    }
  }

  /** Its node does not exist, and never will. */
  void gone(ObjectId object, long counter) {
    lock.lock();
    try {
      if (entries.remove(counter) != null) {
        bytes -= cost(object, counter);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody follows it up any more, and its node may exist: a ghost, until the sweep has seen that it is gone. */
  void abandon(ObjectId object, long counter) {
    lock.lock();
    try {
      if (entries.remove(counter) != null) {
        ghosts.put(counter, cost(object, counter));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A ghost's node does not exist any more. */
  void exorcised(long counter) {
    lock.lock();
    try {
      Integer cost = ghosts.remove(counter);
      if (cost != null) {
        bytes -= cost;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether a node with this number is a ghost. */
  boolean isGhost(long counter) {
    lock.lock();
    try {
      return !entries.containsKey(counter);
    } finally {
      lock.unlock();
    }
  }

  /** The ghosts that were abandoned and not seen gone. */
  List<Long> ghosts() {
    lock.lock();
    try {
      return List.copyOf(ghosts.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** The claims that are held. */
  List<ZooKeeperClaim> held() {
    lock.lock();
    try {
      List<ZooKeeperClaim> held = new ArrayList<>(entries.size());
      entries.values().forEach(entry -> {
        if (entry instanceof ZooKeeperClaim claim) {
          held.add(claim);
        }
      });
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** The limit that the reserved bytes stay below. */
  int budget() {
    return budget;
  }

  /** Bytes that are reserved now, the node entry's included. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Everything is ASCII by its encoding. */
  private int cost(ObjectId object, long counter) {
    return cost(
        paths.object(object).length() + 1 + ClaimName.prefix(incarnation, counter).length() + ClaimName.MAX_SEQUENCE_LENGTH);
  }

  private static int cost(int pathLength) {
    return pathLength + BYTES_BESIDE_PATH;
  }
}

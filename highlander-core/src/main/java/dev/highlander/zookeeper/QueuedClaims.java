package dev.highlander.zookeeper;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The claims of one incarnation that wait behind others, by the path of their objects. Thread-safe. */
final class QueuedClaims {

  private final Map<String, QueuedClaim> waiting = new ConcurrentHashMap<>();

  void add(String parent, QueuedClaim claim) {
    waiting.put(parent, claim);
  }

  void remove(String parent, QueuedClaim claim) {
    waiting.remove(parent, claim);
  }

  /** The children of an object changed. */
  void changed(String parent) {
    QueuedClaim claim = waiting.get(parent);
    if (claim != null) {
      claim.look();
    }
  }

  /** Which claims count may have changed, or events may have been missed. */
  void changed() {
    waiting.values().forEach(QueuedClaim::look);
  }

  void end(String reason) {
    waiting.values().forEach(claim -> claim.end(reason));
  }
}

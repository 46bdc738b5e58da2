package dev.highlander.zookeeper;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claims of one incarnation that wait behind others, by the path of their objects. Thread-safe. */
final class QueuedClaims {

  private static final Logger log = LoggerFactory.getLogger(QueuedClaims.class);

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
    each(QueuedClaim::look);
  }

  void end(String reason) {
    each(claim -> claim.end(reason));
  }

  /** One that throws does not keep the others waiting: their event does not come again. */
  private void each(Consumer<QueuedClaim> step) {
    for (QueuedClaim claim : waiting.values()) {
      try {
        step.accept(claim);
      } catch (RuntimeException | Error thrown) {
        log.error("A claim that waits behind another one could not go on", thrown);
      }
    }
  }
}

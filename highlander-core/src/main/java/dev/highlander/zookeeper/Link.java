package dev.highlander.zookeeper;

import dev.highlander.spi.Scheduling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an incarnation can reach its session now, and what waits for that. The end comes once, and releases what waits: it then
 * finds the session over. Thread-safe.
 */
final class Link {

  /**
   * Between two attempts while the connection seems to be up; bounds the rate of attempts, not their number: the session's end
   * does.
   */
  private static final Duration RETRY = Duration.ofMillis(50);

  private static final Logger log = LoggerFactory.getLogger(Link.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Scheduling scheduling;
  private final List<Runnable> waiting = new ArrayList<>();
  private State state = State.UP;
  private String reason = "";

  Link(Scheduling scheduling) {
    this.scheduling = scheduling;
  }

  enum State {
    UP,
    SUSPENDED,
    /** Leaving by its own will: nothing new is begun. */
    LEAVING,
    OVER
  }

  State state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  boolean up() {
    return state() == State.UP;
  }

  /** Why nothing new can be begun: a sentence for people. */
  String problem() {
    lock.lock();
    try {
      return switch (state) {
        case UP -> "ZooKeeper can be reached";
        case SUSPENDED -> "ZooKeeper can't be reached";
        case LEAVING -> "this incarnation is leaving";
        case OVER -> "this incarnation has ended: " + reason;
      };
    } finally {
      lock.unlock();
    }
  }

  boolean suspend() {
    return change(State.UP, State.SUSPENDED);
  }

  boolean resume() {
    boolean resumed = change(State.SUSPENDED, State.UP);
    if (resumed) {
      release();
    }
    return resumed;
  }

  /** False if it is leaving or over. */
  boolean leave() {
    lock.lock();
    try {
      if (state == State.LEAVING || state == State.OVER) {
        return false;
      }
      state = State.LEAVING;
      reason = "it has left";
    } finally {
      lock.unlock();
    }
    release();
    return true;
  }

  /** The state before; {@link State#OVER} for all but the first caller. */
  State end(String why) {
    State before;
    lock.lock();
    try {
      before = state;
      if (before != State.OVER) {
        state = State.OVER;
        reason = before == State.LEAVING ? reason : why;
      }
    } finally {
      lock.unlock();
    }
    release();
    return before;
  }

  /** Runs a retry of something whose outcome is unknown: soon, or when the connection is back. */
  void retry(Runnable retry) {
    lock.lock();
    try {
      if (state == State.SUSPENDED) {
        waiting.add(retry);
        return;
      }
    } finally {
      lock.unlock();
    }
    scheduling.after(RETRY, retry);
  }

  private boolean change(State from, State to) {
    lock.lock();
    try {
      if (state != from) {
        return false;
      }
      state = to;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    List<Runnable> released;
    lock.lock();
    try {
      released = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    for (Runnable each : released) {
      try {
        each.run();
      } catch (RuntimeException | Error thrown) {
        log.error("What waited for the connection could not go on", thrown);
      }
    }
  }
}

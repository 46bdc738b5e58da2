package dev.highlander.memory;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives one process its replies and events one after the other, in the order in which the cluster decided them, as one ZooKeeper
 * connection does. There is no thread: whoever adds the first entry runs it and everything that is added meanwhile, so a program on one
 * thread is deterministic. Nothing runs under a lock.
 */
final class Delivery {

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private boolean running;

  /** Adds an entry; safe under the cluster's lock, since nothing is run here. */
  void add(Runnable entry) {
    lock.lock();
    try {
      queue.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Runs what was added, unless another thread is at it already. */
  void run() {
    for (Runnable next = next(true); next != null; next = next(false)) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        stop();
        throw e;
      }
    }
  }

  private @Nullable Runnable next(boolean first) {
    lock.lock();
    try {
      if (first && running) {
        return null;
      }
      Runnable next = queue.poll();
      running = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void stop() {
    lock.lock();
    try {
      running = false;
    } finally {
      lock.unlock();
    }
  }
}

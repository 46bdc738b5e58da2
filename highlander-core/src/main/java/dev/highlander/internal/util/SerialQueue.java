package dev.highlander.internal.util;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs entries one after the other in the order in which they were added. There is no thread: whoever calls {@link #run} runs
 * what is there and what is added meanwhile, unless another thread is at it already; so a program on one thread is deterministic.
 * Nothing runs under a lock. Not bounded: the sources of entries are.
 */
public final class SerialQueue {

  private static final Logger LOG = LoggerFactory.getLogger(SerialQueue.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private boolean running;

  /** Adds an entry without running it: safe under any lock. */
  public void add(Runnable entry) {
    lock.lock();
    try {
      queue.add(entry);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs what was added, unless another thread is at it already. An entry that throws does not keep those behind it: nobody may come who would run
   * them. What the first of them threw is thrown when all have run.
   */
  public void run() {
    Throwable thrown = null;
    for (Runnable next = next(true); next != null; next = next(false)) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        if (thrown == null) {
          thrown = e;
        } else {
          LOG.error("a further entry of a queue failed", e);
        }
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Adds an entry and runs what is there. */
  public void execute(Runnable entry) {
    add(entry);
    run();
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
}

package dev.highlander.internal.transport;

import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads of one transport, so that its end can wait for theirs. */
final class OwnThreads {

  private final ThreadFactory factory;

  /** Until when a thread counts; it is here before it is started, when it can't be joined yet. */
  private final Map<Thread, CountDownLatch> running = new ConcurrentHashMap<>();

  OwnThreads(ThreadFactory factory) {
    this.factory = factory;
  }

  void start(String name, Runnable task) {
    Thread thread =
        factory.newThread(
            () -> {
              try {
                task.run();
              } finally {
                ended(Thread.currentThread());
              }
            });
    thread.setName(name);
    running.put(thread, new CountDownLatch(1));
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        ended(thread);
      }
    }
  }

  /**
   * Waits until all have left their tasks, the calling thread excepted.
   *
   * @return the names of those that had not ended in time
   */
  List<String> join(Ticker ticker, Duration patience) {
    long deadline = ticker.nanos() + patience.toNanos();
    try {
      for (Map.Entry<Thread, CountDownLatch> one : running.entrySet()) {
        long left = Math.max(0, deadline - ticker.nanos());
        if (one.getKey() != Thread.currentThread() && !one.getValue().await(left, TimeUnit.NANOSECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return running.keySet().stream().filter(thread -> thread != Thread.currentThread()).map(Thread::getName).sorted().toList();
  }

  private void ended(Thread thread) {
    CountDownLatch end = running.remove(thread);
    if (end != null) {
      end.countDown();
    }
  }
}

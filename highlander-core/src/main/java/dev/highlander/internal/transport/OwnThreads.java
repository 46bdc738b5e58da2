package dev.highlander.internal.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/** The threads of one transport, so that its end can wait for theirs. */
final class OwnThreads {

  private final ThreadFactory factory;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

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
                running.remove(Thread.currentThread());
              }
            });
    thread.setName(name);
    running.add(thread);
    try {
      thread.start();
    } catch (Throwable noThread) {
      running.remove(thread);
      throw noThread;
    }
  }

  /**
   * Waits until all have ended, the calling thread excepted.
   *
   * @return the names of those that had not ended in time
   */
  java.util.List<String> join(long millis) {
    for (Thread thread : running) {
      if (thread != Thread.currentThread()) {
        try {
          thread.join(java.time.Duration.ofMillis(millis));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    return running.stream().filter(thread -> thread != Thread.currentThread()).map(Thread::getName).sorted().toList();
  }
}

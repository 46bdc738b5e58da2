package dev.highlander.world;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/** Runs seeds on all processors, one thread for each seed at a time. */
public final class Seeds {

  private Seeds() {}

  /** Runs the seeds from the first one on until all have run or one gives false; returns how many have run. */
  public static long run(long first, long count, LongPredicate goOn) throws InterruptedException {
    var next = new AtomicLong(first);
    var ran = new AtomicLong();
    Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.execute(
            () -> {
              try {
                for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                  ran.incrementAndGet();
                  if (!goOn.test(seed)) {
                    next.set(first + count);
                  }
                }
              } catch (RuntimeException | Error e) {
                thrown.add(e);
                next.set(first + count);
              }
            });
      }
      pool.shutdown();
      if (!pool.awaitTermination(1, TimeUnit.DAYS)) {
        throw new IllegalStateException("seeds that take a day");
      }
    }
    if (!thrown.isEmpty()) {
      throw new AssertionError(thrown.peek());
    }
    return ran.get();
  }
}

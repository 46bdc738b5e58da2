package dev.highlander.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A number of asynchronous calls, each made once, with a limit on how many are under way. */
public final class Pipeline {

  private Pipeline() {}

  /** Makes the calls 0 to {@code calls - 1} and returns how many were made per second, the last answer included; a failure ends it. */
  public static double run(int calls, int underWay, IntFunction<CompletableFuture<?>> call) throws InterruptedException {
    Semaphore room = new Semaphore(underWay);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    long begun = System.nanoTime();
    for (int i = 0; i < calls && failure.get() == null; i++) {
      room.acquire();
      call.apply(i).whenComplete((answer, error) -> {
        if (error != null) {
          failure.set(error);
        }
        room.release();
      });
    }
    room.acquire(underWay);
    long ended = System.nanoTime();
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a call failed", failed);
    }
    return calls * 1e9 / (ended - begun);
  }
}

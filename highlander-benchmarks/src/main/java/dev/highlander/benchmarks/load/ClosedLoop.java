package dev.highlander.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * So many callers, each on a virtual thread, each calling again as soon as it has its answer: what a service does that has so many requests
 * of its own at work. Its throughput is the system's; its latencies are those of callers who wait for each other, which is what the
 * {@link OpenLoop} is for.
 */
public final class ClosedLoop {

  private ClosedLoop() {}

  /**
   * Puts the load on.
   *
   * @param callerOf gives each caller, by its number from 0, what it calls again and again; an exception ends the run
   */
  public static Load run(int callers, Duration warmup, Duration measured, IntFunction<Callable<?>> callerOf) throws Exception {
    Window window = Window.after(warmup, measured);
    Histogram all = Load.histogram();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Callable<?> caller = callerOf.apply(i);
        running.add(threads.submit(() -> call(caller, window)));
      }
      for (Future<Histogram> each : running) {
        all.add(each.get());
      }
    }
    return new Load(window.perSecond(all.getTotalCount()), all);
  }

  private static Histogram call(Callable<?> caller, Window window) throws Exception {
    Histogram own = Load.histogram();
    long begun = System.nanoTime();
    while (!window.over(begun)) {
      caller.call();
      long answered = System.nanoTime();
      if (window.contains(answered)) {
        own.recordValue(answered - begun);
      }
      begun = answered;
    }
    return own;
  }
}

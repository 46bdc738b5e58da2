package dev.highlander.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** So many calls in flight without a thread for each: the answer of one, on whatever thread it comes, sends the next. */
public final class AsyncLoop {

  private AsyncLoop() {}

  /** A call that tells its end, or its failure, on whatever thread that happens. */
  public interface Call extends Consumer<BiConsumer<@Nullable Object, @Nullable Throwable>> {}

  /** Puts the load on; a failure ends the run. */
  public static Load run(int inFlight, Duration warmup, Duration measured, Call call) throws InterruptedException, ExecutionException {
    Window window = Window.after(warmup, measured);
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      chains.add(new Chain(call, window));
    }
    chains.forEach(Chain::next);
    Histogram all = Load.histogram();
    for (Chain each : chains) {
      all.add(each.done.get());
    }
    return new Load(window.perSecond(all.getTotalCount()), all);
  }

  /** One call after the other; handed from thread to thread by the calls themselves. */
  private static final class Chain {
    private final Call call;
    private final Window window;
    private final Histogram own = Load.histogram();
    private final CompletableFuture<Histogram> done = new CompletableFuture<>();
    private long begun;

    Chain(Call call, Window window) {
      this.call = call;
      this.window = window;
    }

    void next() {
      begun = System.nanoTime();
      call.accept(this::answered);
    }

    private void answered(@Nullable Object answer, @Nullable Throwable failure) {
      long now = System.nanoTime();
      if (failure != null) {
        done.completeExceptionally(failure);
        return;
      }
      if (window.contains(now)) {
        own.recordValue(now - begun);
      }
      if (window.over(now)) {
        done.complete(own);
      } else {
        next();
      }
    }
  }
}

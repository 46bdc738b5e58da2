package dev.highlander.internal.activation;

import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.StoreRead;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * So many loads at once on one node; the others wait in order. When a node takes over a thousand objects at one instant, the first of them
 * are then written and answer while the last are still being loaded: without a limit every write would queue behind every load. Thread-safe;
 * bounded by the activations that are starting.
 */
final class LoadWindow {

  /** A quarter of the requests that the S3 client has on the wire by default: writes always find room. */
  static final int SIZE = 64;

  private record Load(Supplier<CompletableFuture<StoreRead>> request, Consumer<StoreRead> result) {}

  private final SerialQueue steps = new SerialQueue();
  private final Queue<Load> waiting = new ArrayDeque<>();
  private int free;

  LoadWindow(int size) {
    this.free = size;
  }

  /**
   * Loads when its turn comes.
   *
   * @param request sends the request
   * @param result told what was read, an exception as {@link StoreRead.Failed}; its place is taken by the next load when it has returned
   */
  void load(Supplier<CompletableFuture<StoreRead>> request, Consumer<StoreRead> result) {
    steps.execute(() -> {
      waiting.add(new Load(request, result));
      next();
    });
  }

  private void next() {
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      Load load = waiting.remove();
      sent(load.request).whenComplete((read, error) -> {
        try {
          load.result.accept(error == null ? read : new StoreRead.Failed(String.valueOf(error)));
        } finally {
          steps.execute(() -> {
            free++;
            next();
          });
        }
      });
    }
  }

  private static CompletableFuture<StoreRead> sent(Supplier<CompletableFuture<StoreRead>> request) {
    try {
      return request.get();
    } catch (RuntimeException | Error thrown) {
      // An error too: nobody else would answer whoever waits for this load, nor give its place back.
      return CompletableFuture.failedFuture(thrown);
    }
  }
}

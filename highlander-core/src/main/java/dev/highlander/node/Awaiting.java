package dev.highlander.node;

import dev.highlander.HighlanderException;
import dev.highlander.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a user's thread for what the runtime does without blocking. */
final class Awaiting {

  private Awaiting() {}

  /** The result; throws the future's own {@link HighlanderException}, or {@link Unavailable}. */
  static <T> T result(CompletableFuture<T> future, Duration atMost, String what) {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HighlanderException known) {
        throw known;
      }
      throw new Unavailable(what + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new Unavailable(what + " took longer than " + atMost, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(what + " was interrupted", e);
    }
  }
}

package dev.highlander.s3;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots in one bucket. Each request is a task of its own that blocks on the SDK's synchronous client, so the executor must have a thread
 * for each (virtual threads); the synchronous client costs less CPU than the asynchronous one and its call stacks read top-down.
 *
 * <p>Bounded: at most {@code maxInFlight} requests are on the wire, at most {@code maxWaiting} wait for a connection, at most
 * {@code totalTimeout}; what exceeds that was never sent and is answered {@code Refused} or {@code Failed} with a reason that says so.
 */
public final class S3Store implements SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);

  private final S3Settings settings;
  private final S3Calls calls;
  private final Executor executor;
  private final InFlight inFlight;
  private volatile boolean closed;

  S3Store(S3Settings settings, S3Calls calls, Executor executor) {
    this.settings = settings;
    this.calls = calls;
    this.executor = executor;
    this.inFlight = new InFlight(settings.maxInFlight(), settings.maxWaiting(), settings.totalTimeout());
    LOG.info("store opened: {}", describe());
  }

  /** Begins to describe a store in this bucket. */
  public static S3StoreBuilder bucket(String bucket) {
    return new S3StoreBuilder(bucket);
  }

  @Override
  public CompletableFuture<StoreRead> load(String key) {
    SnapshotStore.requireKey(key);
    return perform(() -> calls.get(key), StoreRead.Failed::new);
  }

  @Override
  public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
    SnapshotStore.requireKey(key);
    if (body.length > MAX_BODY_BYTES) {
      String reason = "a body has at most " + MAX_BODY_BYTES + " bytes, this one " + body.length;
      return CompletableFuture.completedFuture(new StoreWrite.Refused(reason));
    }
    return perform(() -> calls.put(key, body, precondition), StoreWrite.Refused::new);
  }

  @Override
  public CompletableFuture<StoreWrite> delete(String key, String etag) {
    SnapshotStore.requireKey(key);
    return perform(() -> calls.delete(key, etag), StoreWrite.Refused::new);
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
    }
    return perform(() -> calls.list(prefix, after, limit), Listing.Failed::new);
  }

  @Override
  public String describe() {
    return settings.describe();
  }

  /** Closes the connections; requests on the wire end with an unknown outcome, later ones are refused. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.close();
      LOG.info("store closed: {}", describe());
    }
  }

  @Override
  public String toString() {
    return describe();
  }

  private <T> CompletableFuture<T> perform(Supplier<T> request, Function<String, ? extends T> notSent) {
    if (closed) {
      return CompletableFuture.completedFuture(notSent.apply("the store is closed"));
    }
    if (!inFlight.admit()) {
      return CompletableFuture.completedFuture(notSent.apply(inFlight.fullMessage()));
    }
    try {
      return CompletableFuture.<T>supplyAsync(() -> inFlight.run(request, notSent), executor)
          .whenComplete((answer, defect) -> inFlight.leave());
    } catch (RejectedExecutionException e) {
      inFlight.leave();
      return CompletableFuture.completedFuture(notSent.apply("the node is stopping"));
    }
  }
}

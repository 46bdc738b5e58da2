package dev.highlander.memory;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in this process's memory: every write is conditional and atomic, and every body that was ever written has its own tag. Several
 * nodes of one process share one instance as they would share a bucket; closing it is therefore no more than a word, and the contents stay.
 *
 * <p>Nothing here has a thread, a clock or a random source: each operation runs as one task on the given executor (by default on the
 * caller), so that a simulation with a deterministic executor is reproducible. About 130 bytes for each object beside its key and body.
 */
public final class MemoryStore implements SnapshotStore {

  private final ConcurrentSkipListMap<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicLong tags = new AtomicLong();
  private final Faults faults = new Faults();
  private final Executor executor;

  /** A store whose operations complete before they return. */
  public MemoryStore() {
    this(Runnable::run);
  }

  /** A store whose operations run on the executor, for example {@code platform.executor()}. */
  public MemoryStore(Executor executor) {
    this.executor = executor;
  }

  /** What goes wrong from now on; nothing until told. */
  public Faults faults() {
    return faults;
  }

  /** How many objects there are. */
  public int size() {
    return objects.size();
  }

  @Override
  public CompletableFuture<StoreRead> load(String key) {
    SnapshotStore.requireKey(key);
    return run(() -> {
      @Nullable String failure = faults.readFailure;
      if (failure != null) {
        return new StoreRead.Failed(failure);
      }
      Stored stored = objects.get(key);
      return stored == null ? new StoreRead.Missing() : new StoreRead.Found(stored.body.clone(), stored.etag());
    });
  }

  @Override
  public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
    SnapshotStore.requireKey(key);
    if (body.length > MAX_BODY_BYTES) {
      return run(() -> new StoreWrite.Refused("a body has at most " + MAX_BODY_BYTES + " bytes, this one " + body.length));
    }
    byte[] own = body.clone();
    return perform(key, () -> put(key, own, precondition));
  }

  @Override
  public CompletableFuture<StoreWrite> delete(String key, String etag) {
    SnapshotStore.requireKey(key);
    return perform(key, () -> remove(key, etag));
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
    }
    return run(() -> {
      @Nullable String failure = faults.readFailure;
      return failure == null ? page(prefix, after, limit) : new Listing.Failed(failure);
    });
  }

  @Override
  public String describe() {
    return "in-memory store";
  }

  @Override
  public void close() {}

  private StoreWrite put(String key, byte[] body, Precondition precondition) {
    Stored next = new Stored(body, tags.incrementAndGet());
    boolean written = switch (precondition) {
      case Precondition.Absent() -> objects.putIfAbsent(key, next) == null;
      case Precondition.Matches(String etag) -> {
        Stored current = objects.get(key);
        // replace compares by identity (Stored has no equals), so the tag is still current at the moment of the swap
        yield current != null && current.etag().equals(etag) && objects.replace(key, current, next);
      }
    };
    return written ? new StoreWrite.Written(next.etag()) : new StoreWrite.Conflict();
  }

  private StoreWrite remove(String key, String etag) {
    Stored current = objects.get(key);
    boolean removed = current != null && current.etag().equals(etag) && objects.remove(key, current);
    return removed ? new StoreWrite.Written("") : new StoreWrite.Conflict();
  }

  private Listing page(String prefix, @Nullable String after, int limit) {
    boolean behindPrefix = after != null && after.compareTo(prefix) >= 0;
    var tail = behindPrefix ? objects.tailMap(after, false) : objects.tailMap(prefix, true);
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, Stored> each : tail.entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      if (entries.size() == limit) {
        return new Listing.Page(List.copyOf(entries), true);
      }
      entries.add(new Entry(each.getKey(), each.getValue().body.length));
    }
    return new Listing.Page(List.copyOf(entries), false);
  }

  private CompletableFuture<StoreWrite> perform(String key, Supplier<StoreWrite> arrive) {
    @Nullable StoreFault fault = faults.take(key);
    if (fault == null) {
      return run(arrive);
    }
    return switch (fault) {
      case StoreFault.LoseReply() -> run(() -> {
        StoreWrite unused = arrive.get();
        return new StoreWrite.Unknown("the answer was lost");
      });
      case StoreFault.LoseRequest() -> run(() -> new StoreWrite.Unknown("the request was lost"));
      case StoreFault.Refuse(String reason) -> run(() -> new StoreWrite.Refused(reason));
      case StoreFault.AskRetry() -> run(StoreWrite.RetryCondition::new);
      case StoreFault.HoldRequest(CompletableFuture<?> until) -> until.handle(MemoryStore::ignore).thenCompose(go -> run(arrive));
      case StoreFault.HoldReply(CompletableFuture<?> until) ->
          run(arrive).thenCompose(answer -> until.handle(MemoryStore::ignore).thenCompose(go -> run(() -> answer)));
      case StoreFault.ArriveLate(CompletableFuture<?> when) -> {
        when.handle(MemoryStore::ignore).thenCompose(go -> run(arrive));
        yield run(() -> new StoreWrite.Unknown("the request is late"));
      }
      case StoreFault.Duplicate(CompletableFuture<?> when) -> run(arrive).thenApply(answer -> {
        when.handle(MemoryStore::ignore).thenCompose(go -> run(arrive));
        return answer;
      });
    };
  }

  private <T> CompletableFuture<T> run(Supplier<? extends T> task) {
    return CompletableFuture.supplyAsync(task::get, executor);
  }

  private static boolean ignore(@Nullable Object result, @Nullable Throwable failure) {
    return true;
  }

  /** A body and the number of the write that put it there; compared by identity. */
  private static final class Stored {
    final byte[] body;
    final long tag;

    Stored(byte[] body, long tag) {
      this.body = body;
      this.tag = tag;
    }

    String etag() {
      return "\"m" + tag + "\"";
    }
  }

  /**
   * What goes wrong with the writes and reads to come. Thread-safe. Faults given for the next writes are used up in the order given, each
   * by the first write whose key it fits; when none fits, the standing fault, if there is one, applies.
   */
  public static final class Faults {

    private record Planned(Predicate<String> keys, StoreFault fault) {}

    private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
    private volatile Function<String, @Nullable StoreFault> standing = key -> null;
    private volatile @Nullable String readFailure;

    private Faults() {}

    /** The next write or delete, of any key, meets this fault. */
    public Faults next(StoreFault fault) {
      return next(key -> true, fault);
    }

    /** The next write or delete of a fitting key meets this fault. */
    public Faults next(Predicate<String> keys, StoreFault fault) {
      planned.add(new Planned(keys, fault));
      return this;
    }

    /** From now on every write and delete asks for its fault, by key; null means none. Called once for each, on the caller's thread. */
    public Faults every(Function<String, @Nullable StoreFault> fault) {
      standing = fault;
      return this;
    }

    /** From now on reads and listings fail, for this reason. */
    public Faults failReads(String reason) {
      readFailure = reason;
      return this;
    }

    /** Nothing goes wrong any more; what is held stays held until its trigger completes. */
    public Faults heal() {
      planned.clear();
      standing = key -> null;
      readFailure = null;
      return this;
    }

    /** How many planned faults have not been met yet. */
    public int pending() {
      return planned.size();
    }

    private @Nullable StoreFault take(String key) {
      for (Planned each : planned) {
        if (each.keys.test(key) && planned.remove(each)) {
          return each.fault;
        }
      }
      return standing.apply(key);
    }
  }
}

package dev.highlander.memory;

import dev.highlander.Unavailable;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.Member;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The registry of one process in a {@link MemoryCluster}: the contract of {@link Registry} without a server. Replies and events
 * come on the thread that causes them, one at a time and in order, so a program on one thread is deterministic. It has no byte
 * budget.
 */
public final class MemoryRegistry implements Registry {

  private final MemoryCluster cluster;
  private final Platform platform;
  private final SerialQueue delivery = new SerialQueue();
  private final AtomicReference<@Nullable MemoryIncarnation> current = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * @param cluster shared by all processes
   * @param platform the source of this process's incarnation ids
   */
  public MemoryRegistry(MemoryCluster cluster, Platform platform) {
    this.cluster = cluster;
    this.platform = platform;
  }

  @Override
  public CompletableFuture<String> open() {
    return closed
        ? CompletableFuture.failedFuture(new Unavailable("this registry is closed"))
        : CompletableFuture.completedFuture(cluster.rootId());
  }

  @Override
  public CompletableFuture<Incarnation> join(Profile profile, IncarnationListener listener) {
    if (closed) {
      return CompletableFuture.failedFuture(new Unavailable("this registry is closed"));
    }
    var self =
        new Member(
            platform.newId(), profile.name(), profile.address(), profile.version(), profile.role(), false, profile.labels());
    var joining = new MemoryIncarnation(cluster, delivery, self, listener);
    MemoryIncarnation previous = current.get();
    if ((previous != null && !previous.ended()) || !current.compareAndSet(previous, joining)) {
      return CompletableFuture.failedFuture(new IllegalStateException("the previous incarnation of this process has not ended"));
    }
    var reply = new CompletableFuture<Incarnation>();
    cluster.join(joining, reply);
    return reply;
  }

  @Override
  public void close() {
    closed = true;
    MemoryIncarnation last = current.get();
    if (last != null && !last.ended()) {
      delivery.execute(() -> last.retire("its registry was closed"));
    }
  }
}

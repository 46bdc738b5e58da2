package dev.highlander.internal.directory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.highlander.ObjectId;
import dev.highlander.spi.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Who owned what when it was last asked: a hint that costs no request when it is right and one redirect when it is wrong (protocol C6).
 * Bounded; thread-safe.
 */
public final class LocationCache {

  private final Cache<ObjectId, Holder> holders;

  public LocationCache(int capacity) {
    // Maintenance on the calling thread: the core has no threads of its own.
    this.holders = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
  }

  public @Nullable Holder find(ObjectId object) {
    return holders.getIfPresent(object);
  }

  public void remember(ObjectId object, Holder holder) {
    holders.put(object, holder);
  }

  /** Drops a hint that was wrong, unless it has been replaced meanwhile. */
  public void forget(ObjectId object, Holder wrong) {
    holders.asMap().remove(object, wrong);
  }

  /** Drops every hint to an incarnation that is gone. */
  public void forgetAllOf(String incarnation) {
    holders.asMap().values().removeIf(holder -> holder.incarnation().equals(incarnation));
  }
}

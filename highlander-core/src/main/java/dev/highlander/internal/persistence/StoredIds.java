package dev.highlander.internal.persistence;

import dev.highlander.ObjectId;
import dev.highlander.Unavailable;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The ids of stored objects, from a listing of the store. Only entries as small as tombstones are read, to leave deleted objects out. Blocks its
 * caller, who is a user's thread.
 */
public final class StoredIds {

  /** How many small entries are read at once, so that a listing does not crowd out updates. */
  private static final int READ_AT_ONCE = 32;

  private final SnapshotStore store;
  private final EnvelopeCodec envelopes;
  private final int maxTombstoneBytes;

  public StoredIds(SnapshotStore store, EnvelopeCodec envelopes, int maxTombstoneBytes) {
    this.store = store;
    this.envelopes = envelopes;
    this.maxTombstoneBytes = maxTombstoneBytes;
  }

  /** One page of ids in the order of their encoded form; throws {@link Unavailable} if the store can't be asked. */
  public List<String> list(String type, String prefix, @Nullable String after, int limit) {
    String keyPrefix = StoreKeys.prefix(type, prefix);
    String afterKey = after == null ? null : StoreKeys.of(new ObjectId(type, after));
    List<String> ids = new ArrayList<>();
    while (ids.size() < limit) {
      SnapshotStore.Listing listing = store.list(keyPrefix, afterKey, Math.min(SnapshotStore.MAX_PAGE, limit)).join();
      switch (listing) {
        case SnapshotStore.Listing.Failed failed -> throw new Unavailable("the store can't be listed: " + failed.reason());
        case SnapshotStore.Listing.Page page -> {
          for (int from = 0; from < page.entries().size() && ids.size() < limit; from += READ_AT_ONCE) {
            int to = Math.min(from + READ_AT_ONCE, page.entries().size());
            List<String> live = live(type, prefix, page.entries().subList(from, to));
            ids.addAll(live.subList(0, Math.min(live.size(), limit - ids.size())));
          }
          if (!page.more() || page.entries().isEmpty()) {
            return ids;
          }
          afterKey = page.entries().getLast().key();
        }
      }
    }
    return ids;
  }

  private List<String> live(String type, String prefix, List<SnapshotStore.Entry> entries) {
    record Candidate(String id, @Nullable CompletableFuture<StoreRead> read) {}
    List<Candidate> candidates = new ArrayList<>();
    for (SnapshotStore.Entry entry : entries) {
      Optional<ObjectId> object = StoreKeys.decode(entry.key());
      if (object.isPresent() && object.get().type().equals(type) && object.get().id().startsWith(prefix)) {
        CompletableFuture<StoreRead> read = entry.size() <= maxTombstoneBytes ? store.load(entry.key()) : null;
        candidates.add(new Candidate(object.get().id(), read));
      }
    }
    List<String> ids = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (candidate.read() == null || exists(new ObjectId(type, candidate.id()), candidate.read().join())) {
        ids.add(candidate.id());
      }
    }
    return ids;
  }

  private boolean exists(ObjectId object, StoreRead read) {
    return switch (read) {
      case StoreRead.Missing missing -> false;
      case StoreRead.Failed failed -> throw new Unavailable("the store can't be read: " + failed.reason());
      case StoreRead.Found found ->
          // What can't be read is listed: it is there, and calling it says what is wrong.
          !(envelopes.decode(object, found.body()) instanceof Envelope.Read.Ok ok) || ok.envelope().state() != null;
    };
  }
}

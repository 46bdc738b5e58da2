package dev.highlander.testkit.cluster;

import dev.highlander.ObjectId;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.Platform;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which version of each object is in the store. */
final class StoredHeads {

  private StoredHeads() {}

  /** Reads every envelope, past all proxies. */
  static Map<String, WriteLog.Stored> read(NodePlan.Bucket bucket, Platform platform) {
    Map<String, WriteLog.Stored> heads = new TreeMap<>();
    EnvelopeCodec envelopes = new EnvelopeCodec();
    try (SnapshotStore store = bucket.open().open(platform)) {
      @Nullable String after = null;
      for (boolean more = true; more; ) {
        SnapshotStore.Listing listing = store.list("objects/", after, SnapshotStore.MAX_PAGE).join();
        if (!(listing instanceof SnapshotStore.Listing.Page page)) {
          throw new IllegalStateException("the store can't be listed: " + listing);
        }
        for (SnapshotStore.Entry entry : page.entries()) {
          after = entry.key();
          Optional<ObjectId> object = StoreKeys.decode(entry.key());
          if (object.isEmpty()) {
            continue;
          }
          switch (store.load(entry.key()).join()) {
            case StoreRead.Found found -> heads.put(object.get().toString(), head(envelopes.decode(object.get(), found.body())));
            case StoreRead.Missing missing -> { }
            case StoreRead.Failed failed -> throw new IllegalStateException(object.get() + " can't be read: " + failed.reason());
          }
        }
        more = page.more() && !page.entries().isEmpty();
      }
    }
    return heads;
  }

  private static WriteLog.Stored head(Envelope.Read read) {
    return switch (read) {
      case Envelope.Read.Ok(Envelope envelope) -> new WriteLog.Stored(envelope.birth(), envelope.version(), envelope.writeToken());
      // Nobody wrote such a thing, and that is what will be said of it.
      case Envelope.Read.Corrupt(String reason) -> new WriteLog.Stored("corrupt: " + reason, 0, "");
    };
  }
}

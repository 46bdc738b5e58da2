package dev.highlander.internal.persistence;

import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.function.Predicate;

/**
 * Removes keys of probes. Conditional as all deletes are; but it does not matter whether the product obeys the condition, because each key
 * belongs to one run that is over. Blocks; one thread.
 */
final class ProbeSweep {

  private final SnapshotStore store;

  ProbeSweep(SnapshotStore store) {
    this.store = store;
  }

  /**
   * Deletes what may go of the first page of keys with a prefix; gives up at the first delete that is not carried out.
   *
   * @return how many keys of that page are left
   */
  int sweep(String prefix, Predicate<Entry> mayGo) {
    if (!(store.list(prefix, null, SnapshotStore.MAX_PAGE).join() instanceof Listing.Page page)) {
      return 0;
    }
    int left = page.entries().size();
    for (Entry entry : page.entries()) {
      if (mayGo.test(entry)) {
        if (!deleted(entry.key())) {
          break;
        }
        left--;
      }
    }
    return left;
  }

  private boolean deleted(String key) {
    return switch (store.load(key).join()) {
      case StoreRead.Found found -> store.delete(key, found.etag()).join() instanceof StoreWrite.Written;
      case StoreRead.Missing missing -> true;
      case StoreRead.Failed failed -> false;
    };
  }
}

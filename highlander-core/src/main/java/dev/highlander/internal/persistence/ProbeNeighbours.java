package dev.highlander.internal.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Lets one of several nodes that start together do the probing for all: each shows its run by a marker in its folder, and waits for the
 * pass of the first one as long as that makes progress. This saves time and decides nothing: whoever sees no progress, for whatever reason,
 * runs the checks itself. Blocks; one thread.
 */
final class ProbeNeighbours {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS_WITHOUT_PROGRESS = 15;
  /** Older folders were left behind by processes that were killed. */
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private final SnapshotStore store;
  private final Platform platform;
  private final Predicate<ProbeRecord> good;

  ProbeNeighbours(SnapshotStore store, Platform platform, Predicate<ProbeRecord> good) {
    this.store = store;
    this.platform = platform;
    this.good = good;
  }

  /** The pass of the node that began before this one, if one did and comes to its end. */
  Optional<ProbeRecord> passOfTheFirst(String ownFolder) {
    store.write(ownFolder + "started", "started".getBytes(UTF_8), Precondition.absent()).join();
    Optional<String> first = keys(StoreProbe.RUNS).stream().map(ProbeNeighbours::folder).filter(this::isYoung).min(String::compareTo);
    return first.filter(folder -> folder.compareTo(ownFolder) < 0).flatMap(this::passOf);
  }

  private Optional<ProbeRecord> passOf(String folder) {
    int seen = 0;
    for (int idle = 0; idle < POLLS_WITHOUT_PROGRESS; idle++) {
      int now = keys(folder).size();
      Optional<ProbeRecord> record = record();
      if (record.isPresent() || now == 0) {
        return record;
      }
      idle = now > seen ? 0 : idle;
      seen = now;
      pause();
    }
    return Optional.empty();
  }

  private Optional<ProbeRecord> record() {
    return store.load(StoreProbe.RECORD_KEY).join() instanceof StoreRead.Found found
        ? Optional.ofNullable(ProbeRecord.of(found.body())).filter(good)
        : Optional.empty();
  }

  private List<String> keys(String prefix) {
    return store.list(prefix, null, SnapshotStore.MAX_PAGE).join() instanceof Listing.Page page
        ? page.entries().stream().map(Entry::key).toList()
        : List.of();
  }

  private boolean isYoung(String folder) {
    Optional<Duration> age = StoreProbe.age(folder, platform.ticker());
    return age.isPresent() && age.get().abs().compareTo(YOUNG) < 0;
  }

  private void pause() {
    var over = new CompletableFuture<Void>();
    platform.scheduling().after(POLL, () -> over.complete(null));
    over.join();
  }

  private static String folder(String key) {
    int end = key.indexOf('/', StoreProbe.RUNS.length());
    return end < 0 ? key : key.substring(0, end + 1);
  }
}

package dev.highlander.internal.persistence;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.function.Function;

/**
 * All checks of the start-up probe once, under a folder that belongs to this run alone. Blocks; one thread.
 *
 * <p>Each round uses a new key: 32 racers create it, 32 replace it, and 32 replace or delete it. A round that is unclear is repeated with
 * another key; a round that is broken ends the run.
 */
final class ProbeRun {

  static final int ROUNDS = 20;

  private static final int ATTEMPTS = 3;

  private final SnapshotStore store;
  private final String folder;
  private boolean deletesConditionally = true;

  /**
   * A run.
   *
   * @param folder ends with a slash; nobody else writes below it
   */
  ProbeRun(SnapshotStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  ProbeVerdict check() {
    ProbeVerdict verdict = repeated("basics", key -> new ProbeBasics(store, key).check());
    for (int round = 0; round < ROUNDS && verdict instanceof ProbeVerdict.Holds; round++) {
      verdict = repeated("round-" + round, this::round);
    }
    return verdict;
  }

  /** Whether deletes kept their condition in every race with writes; meaningful after {@link #check} found that all holds. */
  boolean deletesConditionally() {
    return deletesConditionally;
  }

  private ProbeVerdict repeated(String name, Function<String, ProbeVerdict> check) {
    ProbeVerdict verdict = ProbeVerdict.unclear("not tried");
    for (int attempt = 1; attempt <= ATTEMPTS && verdict instanceof ProbeVerdict.Unclear; attempt++) {
      verdict = check.apply(folder + name + "-" + attempt);
    }
    return verdict;
  }

  private ProbeVerdict round(String key) {
    ProbeRace creates = ProbeRace.ofWrites(store, key, Precondition.absent(), "create");
    ProbeVerdict created = creates.oneWriteWon("racing creates (If-None-Match)");
    if (!(created instanceof ProbeVerdict.Holds && creates.after() instanceof StoreRead.Found first)) {
      return created;
    }
    ProbeRace replacements = ProbeRace.ofWrites(store, key, Precondition.matches(first.etag()), "replace");
    ProbeVerdict replaced = replacements.oneWriteWon("racing replacements (If-Match)");
    if (replaced instanceof ProbeVerdict.Holds && replacements.after() instanceof StoreRead.Found second && deletesConditionally) {
      deletesConditionally = refusesStaleDelete(key, first.etag())
          && ProbeRace.ofDeletesAndWrites(store, key, second.etag(), "beside deletes").deletesOrOneWriteWon();
    }
    return replaced;
  }

  private boolean refusesStaleDelete(String key, String staleEtag) {
    return store.delete(key, staleEtag).join() instanceof StoreWrite.Conflict;
  }
}

package dev.highlander.cluster;

import dev.highlander.Change;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.testkit.cluster.LedgerHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Entries in the order in which they were applied. One that is applied twice stands there twice, and one that is lost is missing. */
@Persistent("ledger")
public record Ledger(List<String> entries) {

  /** Told when a slow handler begins; the process's own business, not the object's. */
  private static volatile Consumer<String> watcher = entry -> {};

  static void watchSlowHandlers(Consumer<String> told) {
    watcher = told;
  }

  /** Appends and replies with the entry's position, from 1. */
  @Update
  public Change<Ledger, Integer> add(String entry) {
    List<String> longer = new ArrayList<>(entries);
    longer.add(entry);
    return Change.to(new Ledger(longer)).reply(longer.size());
  }

  /** As {@link #add}, by a handler that takes its time. */
  @Update
  public Change<Ledger, Integer> addSlowly(String entry, int millis) {
    watcher.accept(entry);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return add(entry);
  }

  @Query
  public int size() {
    return entries.size();
  }

  /** How many entries there are, and what they are. */
  @Query
  public Seen seen() {
    return new Seen(entries.size(), LedgerHistory.digest(entries));
  }

  /** What a reader keeps of the entries. */
  public record Seen(int size, int digest) {}
}

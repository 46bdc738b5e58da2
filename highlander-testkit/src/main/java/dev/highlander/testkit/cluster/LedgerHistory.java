package dev.highlander.testkit.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What callers in several processes saw of objects that are lists to append to, and whether all of it is linearizable (Herlihy and Wing,
 * "Linearizability", 1990). An append's position in the list is its place in the only possible order, so the check is exact and takes one
 * sweep over the history. Times are those of the machine's monotonic clock. Thread-safe.
 */
public final class LedgerHistory {

  /** How an operation ended. */
  public enum Outcome {
    /** Answered. */
    OK,
    /** The caller was told that it was not executed. */
    REFUSED,
    /** Nobody knows. */
    UNKNOWN
  }

  private static final class Operation {
    final String ledger;
    final @Nullable String entry;
    final long startNanos;
    Outcome outcome = Outcome.UNKNOWN;
    long endNanos = Long.MAX_VALUE;
    long seen;
    String error = "";

    Operation(String ledger, @Nullable String entry, long startNanos) {
      this.ledger = ledger;
      this.entry = entry;
      this.startNanos = startNanos;
    }

    @Override
    public String toString() {
      return (entry == null ? "read of " + ledger + " that saw " : "append of " + entry + " at ") + seen;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Operation> operations = new HashMap<>();

  /** An operation was begun; until its end is told its outcome is unknown. {@code entry} is null for a read. */
  public void begun(String operation, String ledger, @Nullable String entry, long nanos) {
    lock.lock();
    try {
      operations.put(operation, new Operation(ledger, entry, nanos));
    } finally {
      lock.unlock();
    }
  }

  /** An operation ended; {@code seen} is the position of an append, from 1, or how many entries a read saw. */
  public void ended(String operation, Outcome outcome, long seen, String error, long nanos) {
    lock.lock();
    try {
      Operation begun = operations.get(operation);
      if (begun != null) {
        begun.outcome = outcome;
        begun.seen = seen;
        begun.error = error;
        begun.endNanos = nanos;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many appends to a ledger were acknowledged. */
  public long acknowledged(String ledger) {
    return of(ledger).stream().filter(operation -> operation.outcome == Outcome.OK && operation.entry != null).count();
  }

  /** How many reads of a ledger were answered. */
  public long reads(String ledger) {
    return of(ledger).stream().filter(operation -> operation.outcome == Outcome.OK && operation.entry == null).count();
  }

  /** How often each error was met at a ledger. */
  public Map<String, Long> errors(String ledger) {
    return of(ledger).stream()
        .filter(operation -> !operation.error.isEmpty())
        .collect(Collectors.groupingBy(operation -> operation.error, Collectors.counting()));
  }

  /** Everything that is wrong, as sentences; empty if nothing is. {@code entries} is what the ledger holds at the end. */
  public List<String> violations(String ledger, List<String> entries) {
    List<Operation> all = of(ledger);
    List<String> wrong = new ArrayList<>();
    Map<String, Operation> appends = new HashMap<>();
    all.stream().filter(operation -> operation.entry != null).forEach(operation -> appends.put(operation.entry, operation));
    entries.stream().filter(entry -> !appends.containsKey(entry)).forEach(entry -> wrong.add("nobody appended " + entry));
    appends.forEach((entry, append) -> judge(append, entries, Collections.frequency(entries, entry), wrong));
    order(all, wrong);
    return wrong;
  }

  private static void judge(Operation append, List<String> entries, int times, List<String> wrong) {
    if (times > 1) {
      wrong.add(append + " was applied " + times + " times");
    }
    switch (append.outcome) {
      case OK -> {
        if (times == 0) {
          wrong.add(append + " was acknowledged and is lost");
        } else if (append.seen < 1 || append.seen > entries.size() || !entries.get((int) append.seen - 1).equals(append.entry)) {
          wrong.add(append + " was acknowledged there and stands at " + (entries.indexOf(append.entry) + 1));
        }
      }
      case REFUSED -> {
        if (times > 0) {
          wrong.add(append + " was refused (" + append.error + ") and is there");
        }
      }
      case UNKNOWN -> {
        // May be there once, or not.
      }
    }
  }

  /** No operation may see less than what another one saw that had ended before it began; an append sees more. */
  private static void order(List<Operation> all, List<String> wrong) {
    List<Operation> answered = all.stream().filter(operation -> operation.outcome == Outcome.OK).toList();
    List<Operation> starts = answered.stream().sorted(Comparator.comparingLong(operation -> operation.startNanos)).toList();
    List<Operation> ends = answered.stream().sorted(Comparator.comparingLong(operation -> operation.endNanos)).toList();
    int ended = 0;
    @Nullable Operation floor = null;
    for (Operation operation : starts) {
      while (ended < ends.size() && ends.get(ended).endNanos < operation.startNanos) {
        Operation end = ends.get(ended++);
        floor = floor == null || end.seen > floor.seen ? end : floor;
      }
      if (floor != null && (operation.entry == null ? operation.seen < floor.seen : operation.seen <= floor.seen)) {
        wrong.add(operation + " began after the end of " + floor);
      }
    }
  }

  private List<Operation> of(String ledger) {
    lock.lock();
    try {
      return operations.values().stream().filter(operation -> operation.ledger.equals(ledger)).toList();
    } finally {
      lock.unlock();
    }
  }
}

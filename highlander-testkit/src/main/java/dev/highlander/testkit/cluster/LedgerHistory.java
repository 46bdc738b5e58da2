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
 * "Linearizability", 1990). An append's position in the list is its place in the only possible order, whether its caller was told of it or not, and
 * a read's place is behind the entry it saw last, if it saw the very entries that stand there in the end. So the check is exact and takes one sweep
 * over the history: an order by places is wrong only if something ended before another thing began that stands before it. Times are those of the
 * machine's monotonic clock. Thread-safe.
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
    int digest;
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

  /**
   * An operation ended.
   *
   * @param seen the position of an append, from 1, or how many entries a read saw
   * @param digest of the entries that a read saw, see {@link #digest}; of no meaning for an append
   */
  public void ended(String operation, Outcome outcome, long seen, int digest, String error, long nanos) {
    lock.lock();
    try {
      Operation begun = operations.get(operation);
      if (begun != null) {
        begun.outcome = outcome;
        begun.seen = seen;
        begun.digest = digest;
        begun.error = error;
        begun.endNanos = nanos;
      }
    } finally {
      lock.unlock();
    }
  }

  /** A number that tells lists of entries apart: what a read saw is compared with the beginning of what is there in the end. */
  public static int digest(List<String> entries) {
    return entries.hashCode();
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
    int[] digests = digests(entries);
    all.stream().filter(operation -> operation.entry == null && operation.outcome == Outcome.OK).forEach(read -> judge(read, digests, wrong));
    order(all, entries, wrong);
    return wrong;
  }

  /** Of each beginning of the list. */
  private static int[] digests(List<String> entries) {
    int[] digests = new int[entries.size() + 1];
    digests[0] = digest(List.of());
    for (int i = 0; i < entries.size(); i++) {
      // As List.hashCode is defined.
      digests[i + 1] = 31 * digests[i] + entries.get(i).hashCode();
    }
    return digests;
  }

  private static void judge(Operation read, int[] digests, List<String> wrong) {
    if (read.seen < 0 || read.seen >= digests.length) {
      wrong.add(read + ", of which only " + (digests.length - 1) + " are there");
    } else if (read.digest != digests[(int) read.seen]) {
      wrong.add(read + ", and not those that are there");
    }
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

  /** Nothing that ended before another operation began may stand behind it. */
  private static void order(List<Operation> all, List<String> entries, List<String> wrong) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      positions.putIfAbsent(entries.get(i), i + 1);
    }
    List<Placed> placed = new ArrayList<>();
    for (Operation operation : all) {
      if (operation.outcome == Outcome.OK) {
        placed.add(new Placed(operation, operation.seen, operation.endNanos));
      } else if (operation.entry != null && positions.containsKey(operation.entry)) {
        placed.add(new Placed(operation, positions.get(operation.entry), Long.MAX_VALUE));
      }
    }
    List<Placed> starts = placed.stream().sorted(Comparator.comparingLong(Placed::startNanos)).toList();
    List<Placed> ends = placed.stream().sorted(Comparator.comparingLong(Placed::endNanos)).toList();
    int ended = 0;
    @Nullable Placed floor = null;
    for (Placed next : starts) {
      while (ended < ends.size() && ends.get(ended).endNanos < next.startNanos()) {
        Placed end = ends.get(ended++);
        floor = floor == null || end.seen > floor.seen ? end : floor;
      }
      if (floor != null && (next.operation.entry == null ? next.seen < floor.seen : next.seen <= floor.seen)) {
        wrong.add(next + " began after the end of " + floor);
      }
    }
  }

  /** An operation at its place; the end of one that nobody was told of is open. */
  private record Placed(Operation operation, long seen, long endNanos) {
    long startNanos() {
      return operation.startNanos;
    }

    @Override
    public String toString() {
      return (operation.entry == null ? "read of " + operation.ledger + " that saw " : "append of " + operation.entry + " at ") + seen;
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

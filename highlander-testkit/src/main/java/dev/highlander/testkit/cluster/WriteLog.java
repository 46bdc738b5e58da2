package dev.highlander.testkit.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Every attempt of every node to write an object's envelope or to remove it, as the nodes told it: before it was sent, and what came of it. An
 * attempt without an end is one whose outcome nobody knows. Thread-safe.
 */
public final class WriteLog {

  /** How an attempt ended. */
  public enum Result {
    /** The store said that it is durable. */
    WRITTEN,
    /** It is not in the store. */
    NOT_WRITTEN,
    /** Nobody knows. */
    UNKNOWN
  }

  /**
   * One attempt.
   *
   * @param node who made it
   * @param object type and id
   * @param birth which creation of the object its version counts in
   * @param version the version it would make
   * @param token unique to the write, the same in each of its attempts
   * @param tombstone whether it deletes the object
   * @param result how it ended
   */
  public record Attempt(String node, String object, String birth, long version, String token, boolean tombstone, Result result) {
    Attempt ended(Result how) {
      return new Attempt(node, object, birth, version, token, tombstone, how);
    }

    private boolean possible() {
      return result != Result.NOT_WRITTEN;
    }
  }

  private record Removal(String object, Result result) {}

  /**
   * What is stored of an object.
   *
   * @param birth its creation
   * @param version its version
   * @param token of the write that made it
   */
  public record Stored(String birth, long version, String token) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final Map<String, Removal> removals = new LinkedHashMap<>();

  /** A node is about to write; {@code key} names the attempt. */
  public void writing(String key, Attempt attempt) {
    lock.lock();
    try {
      attempts.put(key, attempt);
    } finally {
      lock.unlock();
    }
  }

  /** A node is about to remove an object's old tombstone; {@code key} names the attempt. */
  public void removing(String key, String object) {
    lock.lock();
    try {
      removals.put(key, new Removal(object, Result.UNKNOWN));
    } finally {
      lock.unlock();
    }
  }

  /** What came of an attempt. */
  public void wrote(String key, Result result) {
    lock.lock();
    try {
      attempts.computeIfPresent(key, (same, attempt) -> attempt.ended(result));
      removals.computeIfPresent(key, (same, removal) -> new Removal(removal.object(), result));
    } finally {
      lock.unlock();
    }
  }

  /** All attempts at one object, in the order in which they were told. */
  public List<Attempt> of(String object) {
    lock.lock();
    try {
      return attempts.values().stream().filter(attempt -> attempt.object().equals(object)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** All objects that somebody tried to write. */
  public List<String> objects() {
    lock.lock();
    try {
      return attempts.values().stream().map(Attempt::object).distinct().sorted().toList();
    } finally {
      lock.unlock();
    }
  }

  /** Whether its tombstone was, or may have been, removed: then its versions have begun again. */
  public boolean removed(String object) {
    lock.lock();
    try {
      return removals.values().stream().anyMatch(removal -> removal.object().equals(object) && removal.result() != Result.NOT_WRITTEN);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Everything that is wrong with an object's writes, as sentences: two writes that made one version, a version that nobody wrote, a durable write
   * that is behind what is stored, or something stored that nobody wrote. Empty if nothing is. Versions go on when a deleted object is created
   * again, so a creation that comes back is behind; only where a tombstone was removed does each creation count by itself.
   *
   * @param stored what is stored now; null if nothing is
   */
  public List<String> violations(String object, @Nullable Stored stored) {
    List<Attempt> all = of(object);
    List<String> wrong = new ArrayList<>();
    if (removed(object)) {
      all.stream()
          .map(Attempt::birth)
          .distinct()
          .forEach(birth -> {
            List<Attempt> creation = all.stream().filter(attempt -> attempt.birth().equals(birth)).toList();
            counted(object, creation, stored != null && stored.birth().equals(birth) ? stored : null, wrong);
          });
      if (stored == null && all.stream().noneMatch(attempt -> attempt.tombstone() && attempt.possible())) {
        wrong.add(object + " was removed from the store, but nobody had deleted it");
      }
    } else {
      counted(object, all, stored, wrong);
      Attempt last = last(all);
      if (stored == null && last != null) {
        wrong.add(object + ": " + last + " was durable and is lost; nothing is stored, and nobody removed it");
      }
    }
    if (stored != null && all.stream().noneMatch(attempt -> makes(attempt, stored))) {
      wrong.add(object + ": nobody wrote what is stored, " + stored);
    }
    return wrong;
  }

  private static boolean makes(Attempt attempt, Stored stored) {
    return attempt.possible()
        && attempt.token().equals(stored.token())
        && attempt.birth().equals(stored.birth())
        && attempt.version() == stored.version();
  }

  /** The durable attempt with the highest version; null if nothing is known to be durable. */
  private static @Nullable Attempt last(List<Attempt> attempts) {
    return attempts.stream()
        .filter(attempt -> attempt.result() == Result.WRITTEN)
        .max(Comparator.comparingLong(Attempt::version))
        .orElse(null);
  }

  /** Attempts whose versions count on from each other. */
  private static void counted(String object, List<Attempt> attempts, @Nullable Stored stored, List<String> wrong) {
    Map<Long, Attempt> written = new HashMap<>();
    TreeSet<Long> possible = new TreeSet<>();
    for (Attempt attempt : attempts) {
      if (attempt.possible()) {
        possible.add(attempt.version());
      }
      Attempt before = attempt.result() == Result.WRITTEN ? written.putIfAbsent(attempt.version(), attempt) : null;
      if (before != null && !before.token().equals(attempt.token())) {
        wrong.add(object + ": version " + attempt.version() + " was written twice, by " + before + " and by " + attempt);
      }
    }
    Attempt last = last(attempts);
    long reached = Math.max(last == null ? 0 : last.version(), stored == null ? 0 : stored.version());
    for (long version = possible.isEmpty() ? 1 : possible.first(); version <= reached; version++) {
      if (!possible.contains(version)) {
        wrong.add(object + ": nobody wrote version " + version + ", but a later one is there");
      }
    }
    if (stored != null && last != null && last.version() > stored.version()) {
      wrong.add(object + ": " + last + " was durable and is lost; stored is " + stored);
    }
  }
}

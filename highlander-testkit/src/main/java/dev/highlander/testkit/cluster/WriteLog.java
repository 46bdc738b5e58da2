package dev.highlander.testkit.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Every attempt of every node to write an object's envelope, as the nodes told it: before it was sent, and what came of it. An attempt without an
 * end is one whose outcome nobody knows. Thread-safe.
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
   * @param result how it ended
   */
  public record Attempt(String node, String object, String birth, long version, String token, Result result) {
    Attempt ended(Result how) {
      return new Attempt(node, object, birth, version, token, how);
    }
  }

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

  /** A node is about to write; {@code key} names the attempt. */
  public void writing(String key, Attempt attempt) {
    lock.lock();
    try {
      attempts.put(key, attempt);
    } finally {
      lock.unlock();
    }
  }

  /** What came of an attempt. */
  public void wrote(String key, Result result) {
    lock.lock();
    try {
      attempts.computeIfPresent(key, (same, attempt) -> attempt.ended(result));
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

  /**
   * Everything that is wrong with an object's writes, as sentences: two writes that made one version, a version that nobody wrote, a durable write
   * that is behind what is stored, or something stored that nobody wrote. Empty if nothing is.
   *
   * @param stored what is stored now; null if nothing is
   */
  public List<String> violations(String object, @Nullable Stored stored) {
    List<Attempt> all = of(object);
    List<String> wrong = new ArrayList<>();
    Map<String, TreeMap<Long, Attempt>> written = new LinkedHashMap<>();
    for (Attempt attempt : all) {
      if (attempt.result() == Result.WRITTEN) {
        Attempt before = written.computeIfAbsent(attempt.birth(), birth -> new TreeMap<>()).putIfAbsent(attempt.version(), attempt);
        if (before != null && !before.token().equals(attempt.token())) {
          wrong.add(object + ": version " + attempt.version() + " was written twice, by " + before + " and by " + attempt);
        }
      }
    }
    Map<String, TreeMap<Long, Attempt>> possible = new HashMap<>();
    all.stream()
        .filter(attempt -> attempt.result() != Result.NOT_WRITTEN)
        .forEach(attempt -> possible.computeIfAbsent(attempt.birth(), birth -> new TreeMap<>()).put(attempt.version(), attempt));
    possible.forEach((birth, versions) -> holes(object, birth, versions, written.getOrDefault(birth, new TreeMap<>()), stored, wrong));
    if (stored == null) {
      // A deleted object's tombstone is swept after a while, so nothing is what may be there.
      return wrong;
    }
    if (all.stream().noneMatch(attempt -> attempt.token().equals(stored.token()) && attempt.result() != Result.NOT_WRITTEN)) {
      wrong.add(object + ": nobody wrote what is stored, " + stored);
    }
    TreeMap<Long, Attempt> current = written.get(stored.birth());
    if (current != null && current.lastKey() > stored.version()) {
      wrong.add(object + ": " + current.lastEntry().getValue() + " was durable and is lost; stored is " + stored);
    }
    return wrong;
  }

  private static void holes(
      String object, String birth, TreeMap<Long, Attempt> possible, TreeMap<Long, Attempt> written, @Nullable Stored stored, List<String> wrong) {
    long last = written.isEmpty() ? 0 : written.lastKey();
    if (stored != null && stored.birth().equals(birth)) {
      last = Math.max(last, stored.version());
    }
    for (long version = possible.firstKey(); version <= last; version++) {
      if (!possible.containsKey(version)) {
        wrong.add(object + ": nobody wrote version " + version + " of birth " + birth + ", but a later one is there");
      }
    }
  }
}

package dev.highlander.internal.handoff;

import dev.highlander.ObjectId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Damps nodes that disagree on where an object belongs, as two versions of a type in a rolling upgrade that prefer nodes in another order: each
 * would give it back at once, for as long as both run. An object that this node has given away and that is here again stays for a minute from
 * then, and twice as long each time that it comes back again. Not thread-safe.
 */
final class Comebacks {

  /** So many are remembered, more than the claims of one node can be (protocol C5); the oldest are forgotten first. */
  static final int MOST = 100_000;

  static final Duration FIRST_STAY = Duration.ofMinutes(1);
  static final Duration LONGEST_STAY = Duration.ofHours(1);

  private record Given(long atNanos, Duration stay) {}

  private final Map<ObjectId, Given> given =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectId, Given> eldest) {
          return size() > MOST;
        }
      };

  /** An object was given away. */
  void gave(ObjectId object, long nowNanos) {
    Given before = given.remove(object);
    Duration stay = FIRST_STAY;
    if (before != null && nowNanos - before.atNanos < 2 * before.stay.toNanos()) {
      Duration doubled = before.stay.multipliedBy(2);
      stay = doubled.compareTo(LONGEST_STAY) < 0 ? doubled : LONGEST_STAY;
    }
    given.put(object, new Given(nowNanos, stay));
  }

  /** Whether an object that is here is to stay for now. */
  boolean stays(ObjectId object, long nowNanos) {
    Given before = given.get(object);
    return before != null && nowNanos - before.atNanos < before.stay.toNanos();
  }

  int size() {
    return given.size();
  }
}

package dev.highlander.internal.routing;

import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The updates of this process that have not been answered, by object, so that each one can say below which sequence its object may forget
 * (protocol F6). Updates whose outcome stayed unknown remain outstanding for the request window, because the user may repeat them. Thread-safe.
 *
 * <p>Sequences run over all objects but the lowest outstanding one is told per object: one stuck call must not keep every other object from
 * forgetting.
 */
final class OutstandingRequests {

  /** How many unknown outcomes are remembered; beyond, the oldest is let go, and a repetition of it is refused rather than applied. */
  private static final int MAX_UNKNOWN = 10_000;

  private final AtomicLong sequence = new AtomicLong();
  private final Map<ObjectId, NavigableSet<Long>> outstanding = new ConcurrentHashMap<>();
  private final ReentrantLock unknownLock = new ReentrantLock();
  private final Deque<Unknown> unknown = new ArrayDeque<>();

  private record Unknown(ObjectId object, long sequence, long untilNanos) {}

  /** A new request id, outstanding from now on. */
  RequestId.Sequenced next(ObjectId object, String incarnation) {
    // The number is drawn under the object's entry, so that nobody can report a lowest number above one that is about to be added.
    long[] drawn = new long[1];
    outstanding.compute(object, (id, present) -> {
      NavigableSet<Long> set = present == null ? new TreeSet<>() : present;
      drawn[0] = sequence.incrementAndGet();
      set.add(drawn[0]);
      return set;
    });
    return new RequestId.Sequenced(incarnation, drawn[0]);
  }

  /** The lowest outstanding sequence at an object, not above the given one. */
  long lowest(ObjectId object, long atMost) {
    long[] lowest = {atMost};
    outstanding.computeIfPresent(object, (id, set) -> {
      lowest[0] = Math.min(atMost, set.first());
      return set;
    });
    return lowest[0];
  }

  /** The update was answered. */
  void answered(ObjectId object, long number) {
    outstanding.computeIfPresent(object, (id, set) -> {
      set.remove(number);
      return set.isEmpty() ? null : set;
    });
  }

  /** The update's outcome stayed unknown: it remains outstanding until then. */
  void unknown(ObjectId object, long number, long untilNanos, long nowNanos) {
    unknownLock.lock();
    try {
      unknown.add(new Unknown(object, number, untilNanos));
      letGo(nowNanos);
    } finally {
      unknownLock.unlock();
    }
  }

  /** To be called from time to time: what stayed unknown for longer than its window is not waited for any more. */
  void expire(long nowNanos) {
    unknownLock.lock();
    try {
      letGo(nowNanos);
    } finally {
      unknownLock.unlock();
    }
  }

  private void letGo(long nowNanos) {
    while (!unknown.isEmpty() && (unknown.size() > MAX_UNKNOWN || unknown.peek().untilNanos() - nowNanos <= 0)) {
      Unknown old = unknown.remove();
      answered(old.object(), old.sequence());
    }
  }

  /** How many objects have outstanding updates. */
  int objects() {
    return outstanding.size();
  }
}

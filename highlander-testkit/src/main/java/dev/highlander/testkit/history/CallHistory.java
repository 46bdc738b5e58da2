package dev.highlander.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects what callers in one or several processes saw of several objects, and checks it object by object. A call is noted before it is sent,
 * so that a caller that dies leaves an open operation and no gap. Thread-safe.
 *
 * @param <I> what is asked
 * @param <O> what is given
 */
public final class CallHistory<I, O> {

  private record Begun<I>(String object, String caller, I input, long nanos) {}

  private record Noted<I, O>(String object, Operation<I, O> operation) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Begun<I>> open = new LinkedHashMap<>();
  private final List<Noted<I, O>> ended = new ArrayList<>();

  /**
   * Notes a call that is about to be sent.
   *
   * @param nanos now, by a clock that all callers share
   * @return its number, to tell its end
   */
  public long began(String object, String caller, I input, long nanos) {
    long number = numbers.incrementAndGet();
    lock.lock();
    try {
      open.put(number, new Begun<>(object, caller, input, nanos));
    } finally {
      lock.unlock();
    }
    return number;
  }

  /** Notes its end. Only the first end of a call counts; one whose outcome is open may be left without an end. */
  public void ended(long number, Outcome<O> outcome, long nanos) {
    end(number, null, outcome, nanos);
  }

  /** As {@link #ended(long, Outcome, long)}, with what was asked as it is known by then. */
  public void ended(long number, I input, Outcome<O> outcome, long nanos) {
    end(number, input, outcome, nanos);
  }

  private void end(long number, @Nullable I known, Outcome<O> outcome, long nanos) {
    lock.lock();
    try {
      Begun<I> begun = open.remove(number);
      if (begun != null) {
        I input = known == null ? begun.input() : known;
        ended.add(new Noted<>(begun.object(), new Operation<>(begun.caller(), input, outcome, begun.nanos(), nanos)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The operations of each object; those without an end are open. */
  public Map<String, List<Operation<I, O>>> byObject() {
    Map<String, List<Operation<I, O>>> objects = new TreeMap<>();
    lock.lock();
    try {
      for (Noted<I, O> noted : ended) {
        objects.computeIfAbsent(noted.object(), object -> new ArrayList<>()).add(noted.operation());
      }
      for (Begun<I> begun : open.values()) {
        objects
            .computeIfAbsent(begun.object(), object -> new ArrayList<>())
            .add(new Operation<>(begun.caller(), begun.input(), new Outcome.Open<>(), begun.nanos(), begun.nanos()));
      }
    } finally {
      lock.unlock();
    }
    return objects;
  }

  /** Checks every object by itself; what is not linearizable, or could not be decided, by object. Empty if everything is fine. */
  public <S> Map<String, Verdict<I, O>> violations(SequentialModel<S, I, O> model) {
    Map<String, Verdict<I, O>> found = new TreeMap<>();
    byObject().forEach((object, operations) -> {
      Verdict<I, O> verdict = LinearizabilityChecker.check(model, operations);
      if (!(verdict instanceof Verdict.Linearizable<I, O>)) {
        found.put(object, verdict);
      }
    });
    return found;
  }
}

package dev.highlander.internal.routing;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls whose owner's machine says that nobody listens there. Until the cluster has given the owner up nobody else can serve them, so they wait
 * for that instead of asking the registry again and again: a thousand callers that do so are a load at the worst moment. They are woken together
 * when the membership shows it. Bounded by the calls under way. Thread-safe.
 */
final class Departures {

  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** One call that waits; goes on once, by whoever takes it first. */
  static final class Wait {
    private final String incarnation;
    private final Runnable next;
    private final AtomicBoolean taken = new AtomicBoolean();

    private Wait(String incarnation, Runnable next) {
      this.incarnation = incarnation;
      this.next = next;
    }
  }

  /** By incarnation, in order of arrival; an incarnation's set is changed within the map's own atomic operations only. */
  private final Map<String, Set<Wait>> waiting = new ConcurrentHashMap<>();

  /** What is to happen when this incarnation is {@link #gone}. */
  Wait await(String incarnation, Runnable next) {
    Wait wait = new Wait(incarnation, next);
    waiting.compute(incarnation, (key, others) -> {
      Set<Wait> all = others == null ? new LinkedHashSet<>() : others;
      all.add(wait);
      return all;
    });
    return wait;
  }

  /** Whether it was still waiting: then it is the caller's to go on with. */
  boolean takeBack(Wait wait) {
    waiting.computeIfPresent(wait.incarnation, (key, others) -> {
      others.remove(wait);
      return others.isEmpty() ? null : others;
    });
    return wait.taken.compareAndSet(false, true);
  }

  /** Lets go on what waits for it. */
  void gone(String incarnation) {
    Set<Wait> all = waiting.remove(incarnation);
    if (all != null) {
      for (Wait wait : all) {
        if (wait.taken.compareAndSet(false, true)) {
          goOn(wait);
        }
      }
    }
  }

  /** How many incarnations are waited for. */
  int size() {
    return waiting.size();
  }

  private static void goOn(Wait wait) {
    try {
      wait.next.run();
    } catch (RuntimeException | Error thrown) {
      // The others are woken by nobody else.
      LOG.error("a call that waited for a departure could not go on", thrown);
    }
  }
}

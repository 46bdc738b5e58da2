package dev.highlander.internal.persistence;

import dev.highlander.RequestId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The requests an object remembers (protocol F6): for each caller incarnation a floor, below which every request was answered and seen, and the
 * replies from there on; for ids chosen by users the replies of the last minutes. Bounded in number and bytes by its user, who asks {@link
 * #count()} and {@link #bytes()} first. Not thread-safe: guarded by the commit pipeline's lock.
 *
 * <p>After Lee et al., "Implementing Linearizability at Large Scale and Low Latency" (RIFL), SOSP 2015.
 */
public final class RequestWindow {

  /** Rough size of a caller's incarnation and floor in the envelope. */
  private static final int CALLER_BYTES = 64;

  private final Map<String, CallerWindow> callers = new LinkedHashMap<>();
  private final Map<String, KeptReply> named = new LinkedHashMap<>();
  private int count;
  private int bytes;

  /** What the window knows of a request. */
  public sealed interface Lookup {
    /** It was applied; this is its reply. */
    record Kept(KeptReply reply) implements Lookup {}

    /** It lies below the floor: it was answered, and its answer was seen or is too old. */
    record Forgotten() implements Lookup {}

    /** It was never applied. */
    record Fresh() implements Lookup {}

    /** Nothing is known of the calling incarnation: fresh if that is alive, forgotten if not. */
    record NewCaller() implements Lookup {}
  }

  private static final class CallerWindow {
    long floor;
    final TreeMap<Long, KeptReply> kept = new TreeMap<>();

    CallerWindow(long floor) {
      this.floor = floor;
    }
  }

  public Lookup find(RequestId id) {
    return switch (id) {
      case RequestId.Named n -> {
        KeptReply reply = named.get(n.name());
        yield reply == null ? new Lookup.Fresh() : new Lookup.Kept(reply);
      }
      case RequestId.Sequenced s -> {
        CallerWindow caller = callers.get(s.incarnation());
        if (caller == null) {
          yield new Lookup.NewCaller();
        }
        KeptReply reply = caller.kept.get(s.sequence());
        if (reply != null) {
          yield new Lookup.Kept(reply);
        }
        yield s.sequence() < caller.floor ? new Lookup.Forgotten() : new Lookup.Fresh();
      }
    };
  }

  /** Remembers a durable reply. */
  public void keep(RequestId id, KeptReply reply) {
    keep(id, reply, 1);
  }

  /**
   * Remembers a durable reply.
   *
   * @param floor below it the caller has seen every answer: raises the caller's
   */
  public void keep(RequestId id, KeptReply reply, long floor) {
    KeptReply previous =
        switch (id) {
          case RequestId.Named n -> named.put(n.name(), reply);
          case RequestId.Sequenced s -> caller(s.incarnation(), floor).kept.put(s.sequence(), reply);
        };
    add(id, reply);
    if (previous != null) {
      subtract(id, previous);
    }
  }

  private CallerWindow caller(String incarnation, long floor) {
    CallerWindow caller = callers.computeIfAbsent(incarnation, i -> new CallerWindow(1));
    raise(incarnation, caller, floor);
    return caller;
  }

  /** The caller has seen every answer below: raises its floor and forgets them. */
  public void seenBelow(String incarnation, long floor) {
    CallerWindow caller = callers.get(incarnation);
    if (caller != null && floor > caller.floor) {
      raise(incarnation, caller, floor);
    }
  }

  /** Forgets replies older than the given moment by raising floors, and floors without replies of incarnations that are gone. */
  public void expire(long beforeMillis, Predicate<String> alive) {
    named.entrySet().removeIf(e -> {
      boolean old = e.getValue().atMillis() < beforeMillis;
      if (old) {
        subtract(new RequestId.Named(e.getKey()), e.getValue());
      }
      return old;
    });
    for (Iterator<Map.Entry<String, CallerWindow>> it = callers.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<String, CallerWindow> entry = it.next();
      CallerWindow caller = entry.getValue();
      raise(entry.getKey(), caller, floorWithout(caller, beforeMillis));
      if (caller.kept.isEmpty() && !alive.test(entry.getKey())) {
        it.remove();
      }
    }
  }

  /** Forgets every sequenced reply by raising the floors: a later repetition is refused, never applied again. */
  public void forgetSequenced() {
    forgetSequenced(Long.MAX_VALUE, incarnation -> Long.MAX_VALUE);
  }

  /**
   * Forgets sequenced replies older than the given moment, and those of lower numbers, by raising the floors: a later repetition is refused.
   *
   * @param highestFloor above which no floor of an incarnation is raised: its lowest number that is still under way
   */
  public void forgetSequenced(long beforeMillis, ToLongFunction<String> highestFloor) {
    callers.forEach((incarnation, caller) ->
        raise(incarnation, caller, Math.min(floorWithout(caller, beforeMillis), highestFloor.applyAsLong(incarnation))));
  }

  private static long floorWithout(CallerWindow caller, long beforeMillis) {
    long floor = caller.floor;
    for (Map.Entry<Long, KeptReply> kept : caller.kept.entrySet()) {
      if (kept.getValue().atMillis() < beforeMillis) {
        floor = kept.getKey() + 1;
      }
    }
    return floor;
  }

  private void raise(String incarnation, CallerWindow caller, long floor) {
    caller.floor = Math.max(caller.floor, floor);
    Map<Long, KeptReply> below = caller.kept.headMap(caller.floor);
    below.forEach((sequence, reply) -> subtract(new RequestId.Sequenced(incarnation, sequence), reply));
    below.clear();
  }

  private void add(RequestId id, KeptReply reply) {
    count++;
    bytes += size(id, reply);
  }

  private void subtract(RequestId id, KeptReply reply) {
    count--;
    bytes -= size(id, reply);
  }

  /** Roughly how many bytes a reply takes in the envelope under this id. */
  public static int size(RequestId id, KeptReply reply) {
    return reply.bytes() + (id instanceof RequestId.Named n ? n.name().length() : 0);
  }

  /** How many replies are kept. */
  public int count() {
    return count;
  }

  /** Roughly how many bytes the kept replies take in the envelope. */
  public int bytes() {
    return bytes + callers.size() * CALLER_BYTES;
  }

  /** How many caller incarnations are known. */
  public int callers() {
    return callers.size();
  }

  public boolean isEmpty() {
    return callers.isEmpty() && named.isEmpty();
  }

  /** A copy that can be written while this one changes. */
  public RequestWindow copy() {
    RequestWindow copy = new RequestWindow();
    callers.forEach((incarnation, caller) -> {
      CallerWindow c = new CallerWindow(caller.floor);
      c.kept.putAll(caller.kept);
      copy.callers.put(incarnation, c);
    });
    copy.named.putAll(named);
    copy.count = count;
    copy.bytes = bytes;
    return copy;
  }

  /** Visits everything, for the codec. */
  void forEach(Visitor visitor) {
    callers.forEach((incarnation, caller) -> visitor.caller(incarnation, caller.floor, caller.kept));
    named.forEach(visitor::named);
  }

  /** Restores a caller, for the codec. */
  void restore(String incarnation, long floor, Map<Long, KeptReply> kept) {
    CallerWindow caller = new CallerWindow(floor);
    callers.put(incarnation, caller);
    kept.forEach((sequence, reply) -> keep(new RequestId.Sequenced(incarnation, sequence), reply));
  }

  /** Visits callers first, then named requests. */
  interface Visitor {
    void caller(String incarnation, long floor, Map<Long, KeptReply> kept);

    void named(String name, KeptReply reply);
  }

  /** What was answered to this request, or null. */
  public @Nullable KeptReply reply(RequestId id) {
    return find(id) instanceof Lookup.Kept kept ? kept.reply() : null;
  }

  /** All kept replies by request, for tests and diagnosis. */
  public Map<RequestId, KeptReply> replies() {
    Map<RequestId, KeptReply> all = new HashMap<>();
    callers.forEach((incarnation, caller) ->
        caller.kept.forEach((sequence, reply) -> all.put(new RequestId.Sequenced(incarnation, sequence), reply)));
    named.forEach((name, reply) -> all.put(new RequestId.Named(name), reply));
    return all;
  }
}

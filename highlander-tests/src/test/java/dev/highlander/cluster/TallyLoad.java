package dev.highlander.cluster;

import dev.highlander.HighlanderException;
import dev.highlander.ObjectSpace;
import dev.highlander.Ref;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Constant load on many small objects: one caller for each updates it and reads it, again and again with a pause, and checks what it gets: it is
 * the only one who writes, so every reply is known beforehand. Latencies of all calls are kept.
 */
final class TallyLoad {

  private final ObjectSpace space;
  private final Duration pause;
  private final List<Thread> callers = new ArrayList<>();
  private final ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
  private final ConcurrentMap<String, Long> failures = new ConcurrentHashMap<>();
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();
  private volatile boolean counting;
  private volatile boolean stopped;

  TallyLoad(ObjectSpace space, Duration pause) {
    this.space = space;
    this.pause = pause;
  }

  /** The callers begin one after the other, so that their calls are spread over time. */
  void start(String prefix, int objects) {
    for (int i = 0; i < objects; i++) {
      String id = prefix + i;
      long offset = pause.toNanos() * i / objects;
      callers.add(Thread.ofVirtual().name(id).start(() -> call(id, offset)));
    }
  }

  /** From now on latencies count: what calls took before, on processes that were still cold, is not kept. */
  void count() {
    counting = true;
  }

  private void call(String id, long offsetNanos) {
    LockSupport.parkNanos(offsetNanos);
    Ref<Tally> ref = space.ref(Tally.class, id);
    long[] times = new long[1024];
    int count = 0;
    long expected = 0;
    while (!stopped) {
      for (boolean update : new boolean[] {true, false}) {
        boolean counted = counting;
        long begun = System.nanoTime();
        try {
          long got = update ? ref.update(Tally::add) : ref.query(Tally::total);
          expected += update ? 1 : 0;
          if (got != expected) {
            wrong.add(id + (update ? " replied " : " showed ") + got + " where " + expected + " was due");
            expected = got;
          }
        } catch (HighlanderException e) {
          failures.merge((update ? "update: " : "query: ") + e.kind() + " " + e.getMessage(), 1L, Long::sum);
        }
        if (count == times.length) {
          times = Arrays.copyOf(times, count * 2);
        }
        if (counted) {
          times[count++] = System.nanoTime() - begun;
        }
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    latencies.add(Arrays.copyOf(times, count));
  }

  /** Ends when every call has ended; what they met, with times in milliseconds. */
  Map<String, Object> stop() throws InterruptedException {
    stopped = true;
    for (Thread caller : callers) {
      caller.join();
    }
    long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return Map.of(
        "calls", all.length,
        "failures", new TreeMap<>(failures),
        "wrong", List.copyOf(wrong),
        "p50", millis(all, 0.5),
        "p99", millis(all, 0.99),
        "p999", millis(all, 0.999),
        "max", millis(all, 1));
  }

  private static double millis(long[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted.length == 0 ? 0 : sorted[Math.max(0, index)] / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}

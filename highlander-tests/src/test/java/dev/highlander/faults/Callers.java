package dev.highlander.faults;

import dev.highlander.HighlanderException;
import dev.highlander.Ref;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Callers without a break, through every node and a client, at a few objects at a time: a history of one object stays short enough to be judged. */
final class Callers {

  private static final Duration DEADLINE = Duration.ofSeconds(8);
  private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int OBJECTS = 6;

  private final TestCluster cluster;
  private final long beganNanos = System.nanoTime();
  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder answered = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  Callers(TestCluster cluster) {
    this.cluster = cluster;
  }

  void start(int count, SplittableRandom seeds) {
    for (int i = 0; i < count; i++) {
      String name = "caller-" + i;
      SplittableRandom random = seeds.split();
      threads.add(Thread.ofPlatform().daemon().name(name).start(() -> run(name, random)));
    }
  }

  /** Returns when every call has ended. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** All objects that were called so far, as {@code prefix-age-number}. */
  List<String> objects() {
    List<String> all = new ArrayList<>();
    for (long age = 0; age <= age(); age++) {
      for (int i = 0; i < OBJECTS; i++) {
        all.add(id(age, i));
      }
    }
    return all;
  }

  long answered() {
    return answered.sum();
  }

  Map<String, Long> errors() {
    Map<String, Long> counts = new TreeMap<>();
    errors.forEach((kind, count) -> counts.put(kind, count.sum()));
    return counts;
  }

  private long age() {
    return (System.nanoTime() - beganNanos) / AGE_NANOS;
  }

  private static String id(long age, int number) {
    return "purse-" + age + "-" + number;
  }

  private void run(String name, SplittableRandom random) {
    for (int i = 0; !stopped; i++) {
      try {
        call(ref(random).within(DEADLINE), random, name + "/" + i);
        answered.increment();
      } catch (HighlanderException e) {
        errors.computeIfAbsent(e.kind().name(), kind -> new LongAdder()).increment();
      }
      LockSupport.parkNanos(random.nextLong(2 * PAUSE_NANOS));
    }
  }

  private Ref<Purse> ref(SplittableRandom random) {
    String id = id(age(), random.nextInt(OBJECTS));
    List<TestNode> alive = cluster.nodes().stream().filter(TestNode::isAlive).toList();
    int through = random.nextInt(alive.size() + 1);
    return through == alive.size() ? cluster.ref(Purse.class, id) : alive.get(through).ref(Purse.class, id);
  }

  private static void call(Ref<Purse> purse, SplittableRandom random, String by) {
    switch (random.nextInt(10)) {
      case 0 -> purse.strict().query(Purse::look);
      case 1, 2, 3, 4 -> purse.query(Purse::look);
      case 5 -> purse.put(new Purse(random.nextLong(1_000), by));
      default -> purse.update(Purse::add, random.nextLong(1, 10), by);
    }
  }
}

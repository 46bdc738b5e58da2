package dev.highlander.benchmarks.cases;

import dev.highlander.Highlander;
import dev.highlander.HighlanderClient;
import dev.highlander.HighlanderException;
import dev.highlander.Ref;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Machine;
import dev.highlander.benchmarks.Numbers;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.load.ClosedLoop;
import dev.highlander.benchmarks.load.Load;
import dev.highlander.benchmarks.process.HostProcess;
import dev.highlander.benchmarks.process.NodeProcess;
import dev.highlander.benchmarks.process.ZooKeeperProcess;
import dev.highlander.benchmarks.stub.StoreStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code kill -9} of one of three nodes that owns 1,000 objects under load: how long until each of them has taken an update again. Each object
 * has a caller in this process, a client, that updates it once a second; at the moment of the kill all of them call at once, so that every object
 * is asked for from then on. The time of an object runs from before the kill to the first acknowledged update of a call that began after it.
 * Session time-out (6 s), lease (2 s) and takeover wait (2.2 s) are the defaults.
 */
public final class Failover implements Benchmark {

  private static final int OBJECTS = 1_000;
  private static final int OTHERS = 200;
  private static final int CALLERS = 64;
  private static final Duration BUSY = Duration.ofSeconds(25);
  private static final Duration WARM = Duration.ofSeconds(5);
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String question() {
    return "seconds until the objects of a killed node answer again";
  }

  @Override
  public void run(Run run) throws Exception {
    int objects = run.plan().size(OBJECTS);
    try (StoreStub store = StoreStub.start()) {
      List<double[]> expelled = rounds(run, store, true, run.plan().repetitions(), objects);
      figures(run, "failover of " + objects + " objects", expelled, new Goal.AtMost(3), new Goal.AtMost(5));
      List<double[]> expired = rounds(run, store, false, 1, objects);
      figures(run, "failover of " + objects + " objects, expulsion off", expired, Goal.NONE, Goal.NONE);
    }
  }

  private static void figures(Run run, String name, List<double[]> rounds, Goal p50, Goal p99) {
    run.figure(Figure.of(name + ", p50", "s", median(rounds, 0.5), p50));
    run.figure(Figure.of(name + ", p99", "s", median(rounds, 0.99), p99));
    run.figure(Figure.of(name + ", last", "s", median(rounds, 1), Goal.NONE));
  }

  private static double median(List<double[]> rounds, double quantile) {
    return Numbers.median(rounds.stream().mapToDouble(round -> at(round, quantile)).toArray());
  }

  private static double at(double[] sorted, double quantile) {
    return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
  }

  /**
   * Kills one node after the other; each has objects of its own. The first one is not counted: it is the first time that the nodes that stay load
   * anything, so that it measures how long a JVM takes to compile what a node in service has long compiled.
   */
  private static List<double[]> rounds(Run run, StoreStub store, boolean expels, int rounds, int objects) throws Exception {
    List<double[]> times = new ArrayList<>();
    try (ZooKeeperProcess registry = ZooKeeperProcess.start();
        HostProcess first = HostProcess.start("stays-1", registry.connectString(), store.endpoint(), expels, OTHERS);
        HostProcess second = HostProcess.start("stays-2", registry.connectString(), store.endpoint(), expels, OTHERS);
        HighlanderClient client = client(registry.connectString())) {
      warm(run, client);
      for (int round = 0; round <= rounds; round++) {
        String name = "victim-" + expels + "-" + round;
        try (HostProcess victim = HostProcess.start(name, registry.connectString(), store.endpoint(), expels, objects)) {
          double[] seconds = new Round(client, name, objects).kill(victim, run);
          if (round > 0) {
            times.add(seconds);
          }
          run.progress(
              String.format(
                  Locale.ROOT, "%s%s: p50 %.2f s, p99 %.2f s, last %.2f s, load %.1f", name,
                  round == 0 ? " (not counted)" : "", at(seconds, 0.5), at(seconds, 0.99), at(seconds, 1),
                  Machine.load()));
        }
      }
    }
    return times;
  }

  /** The nodes that stay are nodes in service: they have objects of their own, and have run what they run for a while. */
  private static void warm(Run run, HighlanderClient client) throws Exception {
    Duration time = run.plan().quick() ? WARM : BUSY;
    Load load = ClosedLoop.run(CALLERS, Duration.ZERO, time, caller -> {
      String id = HostProcess.id("stays-" + (1 + caller % 2), caller % OTHERS);
      Ref<Counter> counter = client.ref(Counter.class, id).within(DEADLINE);
      return () -> counter.update(Counter::add, 1L);
    });
    run.progress(String.format(Locale.ROOT, "the nodes that stay have taken %.0f updates a second for %d s", load.perSecond(), time.toSeconds()));
  }

  private static HighlanderClient client(String connectString) {
    return Highlander.client().name("callers").zookeeper(connectString).secret(NodeProcess.SECRET).types(Counter.class).connect();
  }

  /** The callers of one victim's objects. */
  private static final class Round {
    private final HighlanderClient client;
    private final String victimName;
    private final List<Integer> owned = new ArrayList<>();
    private final AtomicLongArray answeredNanos;
    private final List<Thread> callers = new ArrayList<>();
    private volatile long killedNanos;
    private volatile boolean killed;

    Round(HighlanderClient client, String victimName, int objects) {
      this.client = client;
      this.victimName = victimName;
      this.answeredNanos = new AtomicLongArray(objects);
      for (int i = 0; i < objects; i++) {
        if (client.ref(Counter.class, HostProcess.id(victimName, i)).read().node().equals(victimName)) {
          owned.add(i);
        }
      }
      if (owned.size() < objects * 9 / 10) {
        throw new IllegalStateException(victimName + " owns " + owned.size() + " of " + objects + " objects only");
      }
    }

    /** Sorted seconds, one for each object that the victim owned. */
    double[] kill(HostProcess victim, Run run) throws InterruptedException {
      owned.forEach(i -> callers.add(Thread.ofVirtual().start(() -> call(i))));
      Thread.sleep(WARM);
      killedNanos = System.nanoTime();
      victim.kill();
      killed = true;
      callers.forEach(LockSupport::unpark);
      while (client.report().members().stream().anyMatch(member -> member.name().equals(victimName))) {
        LockSupport.parkNanos(POLL_NANOS);
      }
      run.progress(
          String.format(
              Locale.ROOT, "%s owned %d objects; the client saw that it is no member after %.2f s", victimName, owned.size(),
              (System.nanoTime() - killedNanos) / 1e9));
      for (Thread caller : callers) {
        caller.join();
      }
      return owned.stream().mapToDouble(i -> (answeredNanos.get(i) - killedNanos) / 1e9).sorted().toArray();
    }

    /** Updates an object once a second until it has done so after the kill. */
    private void call(int index) {
      Ref<Counter> counter = client.ref(Counter.class, HostProcess.id(victimName, index)).within(DEADLINE);
      LockSupport.parkNanos(index * PAUSE_NANOS / answeredNanos.length()); // spread
      for (boolean after = killed; ; after = killed) {
        try {
          counter.update(Counter::add, 1L);
          if (after) {
            answeredNanos.set(index, System.nanoTime());
            return;
          }
        } catch (HighlanderException e) {
          System.err.println(counter + ": " + e);
        }
        if (!killed) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }
}

package dev.highlander.benchmarks.cases;

import dev.highlander.Epoch;
import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.ObjectId;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Numbers;
import dev.highlander.benchmarks.Pairs;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.load.Pipeline;
import dev.highlander.benchmarks.process.ZooKeeperProcess;
import dev.highlander.benchmarks.raw.RawClaims;
import dev.highlander.benchmarks.raw.RawStore;
import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.spi.NodeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast objects come and go: the first call of each, which claims it in ZooKeeper and loads it from the store, beside a raw multi and GET;
 * and the end of those that nobody calls any more.
 */
public final class Lifecycle implements Benchmark {

  private static final int OBJECTS = 5_000;
  private static final int UNDER_WAY = 256;
  private static final Duration IDLE = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "lifecycle";
  }

  @Override
  public String question() {
    return "cold activations (claim and load) and idle teardowns per second";
  }

  @Override
  public void run(Run run) throws Exception {
    int objects = run.plan().size(OBJECTS);
    Departures departures = new Departures();
    try (ZooKeeperProcess registry = ZooKeeperProcess.start();
        StoreStub stub = StoreStub.start();
        HighlanderNode node =
            Highlander.node()
                .name("owner")
                .zookeeper(registry.connectString())
                .store(Nodes.on(stub))
                .types(Counter.class)
                .idle(IDLE)
                .listener(departures)
                .start();
        RawClaims claims = new RawClaims(registry.connectString(), "/raw");
        RawStore store = new RawStore(stub);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      departures.expect(objects);
      Pipeline.run(objects, UNDER_WAY, i -> node.ref(Counter.class, "object-" + i).updateAsync(Counter::add, 1L));
      departures.perSecond(node);
      run.progress(objects + " objects stored and torn down");

      List<Double> teardowns = new ArrayList<>();
      Pairs activations = Pairs.of(
          run,
          "activations",
          () -> rawClaimAndLoad(objects, claims, store, threads),
          () -> {
            departures.expect(objects);
            double perSecond =
                Pipeline.run(objects, UNDER_WAY, i -> node.ref(Counter.class, "object-" + i).queryAsync(Counter::now));
            teardowns.add(departures.perSecond(node));
            return perSecond;
          });
      run.figure(Figure.of("cold activations, 256 under way", "1/s", activations, "raw multi, then GET", Goal.NONE));
      double[] each = teardowns.stream().mapToDouble(Double::doubleValue).toArray();
      run.figure(Figure.of("idle teardowns", "1/s", Numbers.median(each), Goal.NONE));
    }
  }

  private static double rawClaimAndLoad(int objects, RawClaims claims, RawStore store, ExecutorService threads) throws InterruptedException {
    String[] paths = new String[objects];
    double perSecond = Pipeline.run(objects, UNDER_WAY, i ->
        claims.claim("object-" + i).thenAcceptAsync(path -> {
          paths[i] = path;
          if (store.get("objects/counter/object-" + i + ".json") == null) {
            throw new IllegalStateException("object " + i + " is not in the store");
          }
        }, threads));
    Pipeline.run(objects, UNDER_WAY, i -> claims.release(paths[i]));
    return perSecond;
  }

  /** Counts activations that end, and takes the time from the first to the last. */
  private static final class Departures implements NodeListener {
    private final AtomicLong first = new AtomicLong();
    private volatile CountDownLatch left = new CountDownLatch(0);
    private volatile int expected;

    void expect(int objects) {
      expected = objects;
      first.set(0);
      left = new CountDownLatch(objects);
    }

    /** Waits for the last one, and until its claim is released. */
    double perSecond(HighlanderNode node) throws InterruptedException {
      left.await();
      while (!node.report().activations().isEmpty()) {
        LockSupport.parkNanos(1_000_000);
      }
      return expected * 1e9 / (System.nanoTime() - first.get());
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      first.compareAndSet(0, System.nanoTime());
      left.countDown();
    }
  }
}

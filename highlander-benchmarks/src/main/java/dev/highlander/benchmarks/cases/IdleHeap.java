package dev.highlander.benchmarks.cases;

import dev.highlander.HighlanderNode;
import dev.highlander.ObjectId;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Run;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.memory.MemoryStore;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.management.JMException;

/**
 * How much heap an active object takes that has nothing to do, beside its state. One node with a registry and a store in memory; what is
 * alive is counted before and after all objects are activated. What the registry keeps for its claims, and the states, are counted alone and
 * taken off; the store is full before the first count, and what its bodies have grown by is taken off too. The ids stay in: no activation is
 * without one.
 */
public final class IdleHeap implements Benchmark {

  private static final int OBJECTS = 200_000;
  private static final int UNDER_WAY = 1_000;
  private static final int TOP_CLASSES = 15;
  private static final Goal GOAL = new Goal.AtMost(400);

  /** Longer than an activation keeps what only updates need. */
  private static final Duration REST = Duration.ofSeconds(7);

  @Override
  public String name() {
    return "idle-heap";
  }

  @Override
  public String question() {
    return "heap for each of 200,000 idle active objects, beside its state";
  }

  /** A collector that leaves no gaps: unless told so, it spares itself moving a few per cent of the heap, and gaps are counted. */
  @Override
  public List<String> jvmFlags() {
    return List.of("-XX:+UseSerialGC", "-XX:MarkSweepAlwaysCompactCount=1", "-Xmx3g");
  }

  @Override
  public void run(Run run) throws Exception {
    int objects = run.plan().size(OBJECTS);
    double state = bytesOfStates(objects);
    double claim = bytesOfClaims(objects);
    run.note(String.format("taken off: a state %.1f bytes, a claim in the registry %.1f", state, claim));
    double takenOff = state + claim;
    try (SystemPlatform platform = new SystemPlatform("owner")) {
      MemoryStore store = new MemoryStore();
      try (HighlanderNode writer = Nodes.inMemory(platform).store(p -> store).start()) {
        call(writer, 0, objects + 1, true);
      }
      run.progress(store.size() + " objects stored");
      measure(run, "activated by a query, then idle", objects, takenOff, platform, store, false);
      measure(run, "updated once, then idle", objects, takenOff, platform, store, true);
    }
  }

  /** Activates all objects on a node of their own. The first one is there before, so that what all share does not count. */
  private static void measure(Run run, String what, int objects, double takenOff, SystemPlatform platform, MemoryStore store, boolean update)
      throws Exception {
    try (HighlanderNode node = Nodes.inMemory(platform).store(p -> store).start()) {
      call(node, 0, 1, update);
      Thread.sleep(REST); // until the node before this one is forgotten
      long storedBefore = storedBytes(store);
      Heap before = Heap.now();
      call(node, 1, objects, update);
      Thread.sleep(REST);
      Heap after = Heap.now();
      long active = node.report().activations().values().stream().mapToInt(Integer::intValue).sum();
      if (active != objects + 1) {
        throw new IllegalStateException(active + " objects are active instead of " + objects + " and one");
      }
      run.note(what + ", growth of the heap for each object by class:");
      run.note(after.growthSince(before, objects, TOP_CLASSES));
      long storeGrown = storedBytes(store) - storedBefore;
      double each = (after.totalSince(before) - storeGrown) / (double) objects - takenOff;
      run.figure(Figure.of("heap of an object " + what, "bytes", each, GOAL));
    }
  }

  private static long storedBytes(MemoryStore store) throws InterruptedException, ExecutionException {
    long bytes = 0;
    String after = null;
    for (boolean more = true; more; ) {
      if (!(store.list("objects/", after, SnapshotStore.MAX_PAGE).get() instanceof SnapshotStore.Listing.Page page)) {
        throw new IllegalStateException("a store in memory can be listed");
      }
      bytes += page.entries().stream().mapToLong(SnapshotStore.Entry::size).sum();
      after = page.entries().isEmpty() ? after : page.entries().getLast().key();
      more = page.more();
    }
    return bytes;
  }

  private static void call(HighlanderNode node, int from, int count, boolean update) throws Exception {
    List<CompletableFuture<?>> underWay = new ArrayList<>(UNDER_WAY);
    for (int i = from; i < from + count; i++) {
      var counter = node.ref(Counter.class, "object-" + i);
      underWay.add(update ? counter.updateAsync(Counter::add, 1L) : counter.queryAsync(Counter::now));
      if (underWay.size() == UNDER_WAY || i == from + count - 1) {
        for (CompletableFuture<?> each : underWay) {
          each.get();
        }
        underWay.clear();
      }
    }
  }

  private static double bytesOfStates(int objects) throws JMException {
    StateCodec<Counter> codec = new StateCodec<>(ReflectiveModelReader.read(Counter.class), new JsonCodec());
    byte[] json = codec.encode(new Counter(123_456, Counter.zero().note()), null);
    Counter[] states = new Counter[objects];
    Heap before = Heap.now();
    for (int i = 0; i < objects; i++) {
      states[i] = codec.decodeWritten(json);
    }
    long grown = Heap.now().totalSince(before);
    Reference.reachabilityFence(states);
    return grown / (double) objects;
  }

  private static double bytesOfClaims(int objects) throws JMException, InterruptedException, ExecutionException {
    ObjectId[] ids = new ObjectId[objects];
    for (int i = 0; i < objects; i++) {
      ids[i] = new ObjectId("counter", "object-" + i);
    }
    try (SystemPlatform platform = new SystemPlatform("claimant");
        Registry registry = new MemoryRegistry(new MemoryCluster(platform.platform()), platform.platform())) {
      Registry.Profile profile = new Registry.Profile("claimant", "127.0.0.1:1", "0", Member.Role.NODE, Map.of());
      Incarnation incarnation = registry.join(profile, new Deaf()).get();
      Heap before = Heap.now();
      for (ObjectId id : ids) {
        if (!(incarnation.claim(id).get() instanceof ClaimResult.Granted)) {
          throw new IllegalStateException(id + " could not be claimed");
        }
      }
      long grown = Heap.now().totalSince(before);
      Reference.reachabilityFence(ids);
      Reference.reachabilityFence(incarnation);
      return grown / (double) objects;
    }
  }
}

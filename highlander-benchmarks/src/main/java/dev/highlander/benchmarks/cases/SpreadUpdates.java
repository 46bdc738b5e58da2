package dev.highlander.benchmarks.cases;

import dev.highlander.HighlanderNode;
import dev.highlander.Ref;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Pairs;
import dev.highlander.benchmarks.Plan;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.load.ClosedLoop;
import dev.highlander.benchmarks.raw.RawStore;
import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.internal.util.SystemPlatform;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Durable updates of many objects, so that group commit has little to group: what the framework costs beside the bare store client. */
public final class SpreadUpdates implements Benchmark {

  private static final int OBJECTS = 1_000;
  private static final int CALLERS = 256;

  @Override
  public String name() {
    return "spread-updates";
  }

  @Override
  public String question() {
    return "durable updates of 1,000 objects by 256 callers, beside as many conditional PUTs in flight";
  }

  @Override
  public void run(Run run) throws Exception {
    try (StoreStub stub = StoreStub.start();
        SystemPlatform platform = new SystemPlatform("owner");
        HighlanderNode node = Nodes.inMemory(platform).store(Nodes.on(stub)).start();
        RawStore raw = new RawStore(stub)) {
      measure(run, stub, raw, IntStream.range(0, OBJECTS).mapToObj(i -> node.ref(Counter.class, "spread-" + i)).toList());
    }
  }

  private static void measure(Run run, StoreStub stub, RawStore raw, List<Ref<Counter>> objects) throws Exception {
    Plan plan = run.plan();
    StoreStub.Counts before = stub.counts();
    ClosedLoop.run(CALLERS, plan.warmup(), plan.measured(), i -> updater(objects));
    int bytes = stub.counts().meanBytesSince(before);
    run.note("a PUT of an object has " + bytes + " bytes");
    AtomicInteger round = new AtomicInteger();
    int each = OBJECTS / CALLERS + 1;
    Pairs pairs = Pairs.of(
        run,
        "updates",
        () -> {
          int now = round.incrementAndGet();
          return ClosedLoop.run(
                  CALLERS, plan.warmup(), plan.measured(), i -> raw.writer("spread-" + now + "-" + i + "-", each, bytes))
              .perSecond();
        },
        () -> ClosedLoop.run(CALLERS, plan.warmup(), plan.measured(), i -> updater(objects)).perSecond());
    run.figure(
        Figure.of(
            "updates of 1,000 objects, 256 callers", "1/s", pairs, "PUTs, 256 in flight", new Goal.AtLeastTimesBaseline(0.8)));
  }

  private static Callable<Long> updater(List<Ref<Counter>> objects) {
    return () -> objects.get(ThreadLocalRandom.current().nextInt(objects.size())).update(Counter::add, 1L);
  }
}

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
import dev.highlander.benchmarks.load.Load;
import dev.highlander.benchmarks.load.OpenLoop;
import dev.highlander.benchmarks.raw.RawStore;
import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.internal.util.SystemPlatform;
import java.util.concurrent.Callable;

/**
 * Durable updates of one object by many callers: what group commit is for. The baseline is the same client's conditional PUTs of the same
 * size, one after the other, which is what one object can do without it.
 */
public final class HotObject implements Benchmark {

  private static final int CALLERS = 256;

  /** Of what the closed loop reached: loaded, but not driven to its end. */
  private static final double SHARE_OF_CLOSED_LOOP = 0.5;

  @Override
  public String name() {
    return "hot-object";
  }

  @Override
  public String question() {
    return "durable updates of one object by 256 callers, on a store with 10 ms of delay";
  }

  @Override
  public void run(Run run) throws Exception {
    try (StoreStub stub = StoreStub.start();
        SystemPlatform platform = new SystemPlatform("owner");
        HighlanderNode node = Nodes.inMemory(platform).store(Nodes.on(stub)).start();
        RawStore raw = new RawStore(stub)) {
      measure(run, stub, node.ref(Counter.class, "hot"), raw);
    }
  }

  private static void measure(Run run, StoreStub stub, Ref<Counter> hot, RawStore raw) throws Exception {
    Plan plan = run.plan();
    StoreStub.Counts before = stub.counts();
    ClosedLoop.run(CALLERS, plan.warmup(), plan.measured(), i -> () -> hot.update(Counter::add, 1L));
    int bytes = stub.counts().meanBytesSince(before);
    run.note("a PUT of the object has " + bytes + " bytes, the answers that it remembers included");
    Callable<String> writer = raw.writer("hot-", 1, bytes);

    Pairs rates = new Pairs();
    Pairs tails = new Pairs();
    Pairs middles = new Pairs();
    for (int i = 1; i <= plan.repetitions(); i++) {
      Load put = ClosedLoop.run(1, plan.warmup(), plan.measured(), caller -> writer);
      Load update = ClosedLoop.run(CALLERS, plan.warmup(), plan.measured(), caller -> () -> hot.update(Counter::add, 1L));
      rates.add(put.perSecond(), update.perSecond());
      middles.add(put.millis(50), update.millis(50));
      tails.add(put.millis(50), update.millis(99));
      run.progress(
          String.format(
              "repetition %d of %d: %.0f updates/s beside %.1f PUTs/s; p50 %.1f, p99 %.1f ms, a PUT %.1f ms",
              i, plan.repetitions(), update.perSecond(), put.perSecond(), update.millis(50), update.millis(99), put.millis(50)));
    }
    run.figure(
        Figure.of("hot object, " + CALLERS + " callers", "1/s", rates, "PUTs one at a time", new Goal.AtLeastTimesBaseline(200)));
    run.figure(Figure.of("hot object, p50", "ms", middles, "PUT, p50", Goal.NONE));
    run.figure(Figure.of("hot object, p99", "ms", tails, "PUT, p50", new Goal.AtMostTimesBaseline(3)));

    double rate = rates.value() * SHARE_OF_CLOSED_LOOP;
    Load open = OpenLoop.run(rate, plan.warmup(), plan.measured(), () -> hot.updateAsync(Counter::add, 1L));
    String name = String.format("hot object, open loop at %.0f/s, ", rate);
    run.figure(Figure.of(name + "p50", "ms", open.millis(50), Goal.NONE));
    run.figure(Figure.of(name + "p99", "ms", open.millis(99), Goal.NONE));
    run.figure(Figure.of(name + "p99.9", "ms", open.millis(99.9), Goal.NONE));
  }
}

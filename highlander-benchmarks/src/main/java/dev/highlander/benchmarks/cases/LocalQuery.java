package dev.highlander.benchmarks.cases;

import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Pairs;
import dev.highlander.benchmarks.Plan;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.process.ChildProcess;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Queries of an object that is active in this process: a field read and a lease check, no queue, no copy. */
public final class LocalQuery implements Benchmark {

  private static final int CALLERS = 64;
  private static final String CLASS = "dev.highlander.benchmarks.micro.QueryBenchmark.";

  @Override
  public String name() {
    return "local-query";
  }

  @Override
  public String question() {
    return "queries of an object that is active in this process, 64 callers";
  }

  @Override
  public void run(Run run) throws Exception {
    Plan plan = run.plan();
    Pairs queries = Pairs.of(run, "query", () -> throughput(plan, "field"), () -> throughput(plan, "query"));
    run.figure(Figure.of("local query, 64 callers", "1/s", queries, "volatile field", new Goal.AtLeast(5e6)));
    run.figure(Figure.of("local read of the whole state, 64 callers", "1/s", throughput(plan, "wholeState"), Goal.NONE));
  }

  /** One measurement in a JVM of its own. */
  private static double throughput(Plan plan, String method) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(CLASS + method + "$");
    options.threads(CALLERS).forks(1).verbosity(VerboseMode.SILENT);
    options.warmupIterations(1).warmupTime(TimeValue.milliseconds(plan.warmup().toMillis()));
    options.measurementIterations(1).measurementTime(TimeValue.milliseconds(plan.measured().toMillis()));
    options.jvmArgs(ChildProcess.commonFlags().toArray(String[]::new));
    return new Runner(options.build()).runSingle().getPrimaryResult().getScore();
  }
}

package dev.highlander.benchmarks.micro;

import dev.highlander.Ref;
import dev.highlander.benchmarks.cases.Counter;
import dev.highlander.benchmarks.cases.LocalObject;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads of an object that is active in the same process, and of a field, which is the least that a read can be. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
public class QueryBenchmark {

  /** What hides the field, as a reference hides an object. */
  public interface Source {
    long now();
  }

  private static final class Field implements Source {
    private volatile long total = 42;

    @Override
    public long now() {
      return total;
    }
  }

  /** Enough for the compiler, which would otherwise have to compete with all the callers for the processors. */
  private static final int CALLS_BEFORE = 1_000_000;

  private LocalObject object;
  private Ref<Counter> counter;
  private Source field;

  @Setup
  public void start() {
    object = LocalObject.start();
    counter = object.counter();
    field = new Field();
    long sum = 0;
    for (int i = 0; i < CALLS_BEFORE; i++) {
      sum += field() + query() + wholeState().total();
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was read");
    }
  }

  @TearDown
  public void stop() {
    object.close();
  }

  @Benchmark
  public long field() {
    return field.now();
  }

  @Benchmark
  public long query() {
    return counter.query(Counter::now);
  }

  @Benchmark
  public Counter wholeState() {
    return counter.get();
  }
}

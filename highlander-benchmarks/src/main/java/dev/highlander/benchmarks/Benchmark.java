package dev.highlander.benchmarks;

import java.util.List;

/** One benchmark. Runs in a process of its own, so that none is compiled or collected under the influence of another. */
public interface Benchmark {

  /** As the command line names it. */
  String name();

  /** What it asks, in a line. */
  String question();

  /** Flags of its JVM, after those that all have. */
  default List<String> jvmFlags() {
    return List.of();
  }

  /** Measures. Throws if it can't. */
  void run(Run run) throws Exception;
}

package dev.highlander.benchmarks;

import java.io.PrintStream;
import java.time.Duration;

/**
 * One benchmark's run: its plan, and where it says how it goes and what came out. Confined to one thread.
 *
 * @param plan how long it takes
 * @param out read line by line by the process that started this one
 */
public record Run(Plan plan, PrintStream out) {

  static final String FIGURE = "@figure\t";

  private static final long STARTED = System.nanoTime();

  /** A line for whoever waits. */
  public void progress(String line) {
    out.println(String.format("  %3d s  %s", Duration.ofNanos(System.nanoTime() - STARTED).toSeconds(), line));
  }

  /** Further lines for the reader of the result. */
  public void note(String lines) {
    lines.lines().forEach(line -> out.println("         " + line));
  }

  /** A result. */
  public void figure(Figure figure) {
    out.println(FIGURE + figure.line());
  }
}

/** Processes that a benchmark starts and ends. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks.process;

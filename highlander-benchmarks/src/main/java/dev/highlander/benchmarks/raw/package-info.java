/** Baselines: the same work on the bare library or socket, written as well as we can. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks.raw;

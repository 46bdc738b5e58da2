/** Measurements, each beside a raw baseline of the same run. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks;

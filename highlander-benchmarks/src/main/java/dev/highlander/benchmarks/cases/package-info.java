/** One class for each benchmark. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks.cases;

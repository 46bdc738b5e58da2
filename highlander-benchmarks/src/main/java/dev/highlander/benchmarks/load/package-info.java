/** How load is put on something: a fixed number of callers, or a fixed rate. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks.load;

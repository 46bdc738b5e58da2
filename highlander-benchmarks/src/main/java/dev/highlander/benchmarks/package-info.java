/** The suite: what is run, and how its figures are judged and shown. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks;

/** What is counted and timed. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.metrics;

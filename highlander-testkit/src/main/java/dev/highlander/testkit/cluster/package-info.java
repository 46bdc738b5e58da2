/** Clusters of real processes for tests: a process for each node, its faults, and checkers of what the nodes did. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.cluster;

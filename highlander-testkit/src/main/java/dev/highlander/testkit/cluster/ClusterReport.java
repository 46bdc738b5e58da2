package dev.highlander.testkit.cluster;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link TestCluster#verify} found.
 *
 * @param violations everything that is wrong, as sentences; empty if nothing is
 * @param checked how many objects' histories were found linearizable
 * @param unchecked objects whose histories were not judged, and why: somebody writes them beside the test, their handlers are not reproducible, or
 *     the search was too large
 */
public record ClusterReport(List<String> violations, int checked, List<String> unchecked) {

  public ClusterReport {
    violations = List.copyOf(violations);
    unchecked = List.copyOf(unchecked);
  }

  /** This report; throws {@link AssertionError} if something is wrong. */
  public ClusterReport require() {
    if (!violations.isEmpty()) {
      throw new AssertionError(violations.stream().collect(Collectors.joining("\n  ", "the cluster broke its promises:\n  ", "")));
    }
    return this;
  }
}

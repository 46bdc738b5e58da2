package dev.highlander.testkit.cluster;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link TestCluster#verify} found.
 *
 * @param violations everything that is wrong, as sentences; empty if nothing is
 * @param checked how many objects' histories were found linearizable
 * @param unchecked what was not judged of an object's history, and why: the type is left out, its handlers are not reproducible, the search
 *     was too large, or its model does not know refusals
 * @param unjudged types of which not one history could be judged although nobody said that they are left out
 */
public record ClusterReport(List<String> violations, int checked, List<String> unchecked, List<String> unjudged) {

  public ClusterReport {
    violations = List.copyOf(violations);
    unchecked = List.copyOf(unchecked);
    unjudged = List.copyOf(unjudged);
  }

  /** This report; throws {@link AssertionError} if something is wrong, or if nothing of a type could be judged. */
  public ClusterReport require() {
    if (!violations.isEmpty()) {
      throw new AssertionError(sentences("the cluster broke its promises:", violations));
    }
    if (!unjudged.isEmpty()) {
      throw new AssertionError(
          sentences(
              "no history of " + String.join(", ", unjudged) + " could be judged; name a model, or say that they are left out with notJudged(...):",
              unchecked));
    }
    return this;
  }

  private static String sentences(String title, List<String> all) {
    return all.stream().collect(Collectors.joining("\n  ", title + "\n  ", ""));
  }
}

package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ErrorKind;
import dev.highlander.testkit.cluster.CallFailed;
import dev.highlander.testkit.cluster.NodeProcess;
import java.util.Map;
import java.util.Set;

/** Commands that are to end with one of the framework's errors. */
final class ExpectedFailure {

  private ExpectedFailure() {}

  /** Gives the command; fails unless it ends with an error of this kind. */
  static CallFailed of(ErrorKind kind, NodeProcess node, String command, Map<String, ?> arguments) {
    return of(Set.of(kind), node, command, arguments);
  }

  /** Gives the command; fails unless it ends with an error of one of these kinds. */
  static CallFailed of(Set<ErrorKind> kinds, NodeProcess node, String command, Map<String, ?> arguments) {
    try {
      throw new AssertionError(command + " at " + node.name() + " was answered with " + node.call(command, arguments));
    } catch (CallFailed failed) {
      assertThat(failed.kind()).as(failed.getMessage()).isIn(kinds);
      return failed;
    }
  }
}

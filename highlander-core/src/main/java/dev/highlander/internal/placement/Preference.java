package dev.highlander.internal.placement;

import dev.highlander.spi.Member;
import java.util.List;
import java.util.Optional;

/** The order in which a type prefers nodes, by their names. */
final class Preference {

  private Preference() {}

  /** The candidate that is named first; empty if none is named. */
  static Optional<Member> first(List<String> names, List<Member> candidates) {
    for (String name : names) {
      for (Member candidate : candidates) {
        if (candidate.name().equals(name)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }
}

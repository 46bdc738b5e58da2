package dev.highlander.zookeeper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The claims of one object as one list of children showed them, earliest first.
 *
 * @param names the claims
 * @param foreign whether there are children that are none
 */
record Siblings(List<ClaimName> names, boolean foreign) {

  static Siblings of(List<String> children) {
    List<ClaimName> names = new ArrayList<>(children.size());
    for (String child : children) {
      ClaimName.parse(child).ifPresent(names::add);
    }
    if (names.size() > 1) {
      names.sort((a, b) -> a.sequence() == b.sequence() ? 0 : a.before(b) ? -1 : 1);
    }
    return new Siblings(Collections.unmodifiableList(names), names.size() < children.size());
  }

  boolean contains(ClaimName name) {
    return names.contains(name);
  }

  List<ClaimName> before(ClaimName name) {
    return names.stream().filter(other -> other.before(name)).toList();
  }

  Optional<ClaimName> find(String incarnation, long counter) {
    return names.stream().filter(name -> name.is(incarnation, counter)).findFirst();
  }
}

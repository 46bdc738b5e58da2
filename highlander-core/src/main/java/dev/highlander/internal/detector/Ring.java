package dev.highlander.internal.detector;

import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who watches whom: the nodes stand in a ring in the order of their random ids, and each watches the next {@value #WATCHED}. Up to nine nodes
 * that is everybody; beyond, the work of each stays the same and every node has {@value #WATCHED} watchers. All members compute it from the
 * same view; while views differ some watch too many or too few, which does no harm.
 */
final class Ring {

  static final int WATCHED = 8;

  private final List<Member> nodes;

  private Ring(List<Member> nodes) {
    this.nodes = nodes;
  }

  /** The nodes of a view, draining ones too; clients are neither watched nor do they watch. */
  static Ring of(MembershipView view) {
    return new Ring(
        view.members().stream()
            .filter(member -> member.role() == Member.Role.NODE && !member.address().isEmpty())
            .sorted(Comparator.comparing(Member::incarnation))
            .toList());
  }

  int size() {
    return nodes.size();
  }

  boolean contains(String incarnation) {
    return position(incarnation) >= 0;
  }

  /** Whom a node watches; nobody if it is not in the ring. */
  List<Member> watchedBy(String incarnation) {
    return neighbours(incarnation, 1);
  }

  /** Who watches a node. */
  List<Member> watchersOf(String incarnation) {
    return neighbours(incarnation, -1);
  }

  private List<Member> neighbours(String incarnation, int step) {
    int position = position(incarnation);
    List<Member> found = new ArrayList<>();
    for (int i = 1; position >= 0 && i <= WATCHED && i < nodes.size(); i++) {
      found.add(nodes.get(Math.floorMod(position + i * step, nodes.size())));
    }
    return found;
  }

  private int position(String incarnation) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).incarnation().equals(incarnation)) {
        return i;
      }
    }
    return -1;
  }
}

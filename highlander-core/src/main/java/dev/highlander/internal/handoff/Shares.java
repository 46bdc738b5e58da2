package dev.highlander.internal.handoff;

import java.util.HashMap;
import java.util.Map;

/**
 * What each node's share of one type's objects is, and how many the counting node has to give to whom. Pure.
 *
 * <p>Every node does the same sum on nearly the same numbers: the average is what everybody should have; who has more gives, in proportion to its
 * part of all surplus, to those that have less. So several that give at once do not fill one that lacks beyond its share. Numbers that differ by
 * less than a tenth of the average, or by two, are left alone, so that nothing moves to and fro.
 */
final class Shares {

  private static final double TOLERANCE = 0.1;
  private static final int LEAST_TOLERANCE = 2;

  private Shares() {}

  /**
   * How many objects to give to whom, by incarnation; empty if this node has no surplus worth moving.
   *
   * @param own the objects of this node
   * @param others those of each other node that may host them
   */
  static Map<String, Integer> toGive(int own, Map<String, Integer> others) {
    long total = own + others.values().stream().mapToLong(Integer::longValue).sum();
    int nodes = others.size() + 1;
    int share = (int) ((total + nodes - 1) / nodes);
    int mine = own - share;
    if (mine < LEAST_TOLERANCE || mine < share * TOLERANCE) {
      return Map.of();
    }
    long surplus = mine + others.values().stream().mapToLong(count -> Math.max(0, count - share)).sum();
    int floor = (int) (total / nodes);
    Map<String, Integer> gifts = new HashMap<>();
    int left = mine;
    for (Map.Entry<String, Integer> other : others.entrySet()) {
      int room = floor - other.getValue();
      int gift = (int) Math.min(left, Math.ceilDiv((long) Math.max(0, room) * mine, surplus));
      if (gift > 0) {
        gifts.put(other.getKey(), gift);
        left -= gift;
      }
    }
    return gifts;
  }
}

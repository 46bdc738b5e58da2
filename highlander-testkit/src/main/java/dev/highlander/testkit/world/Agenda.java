package dev.highlander.testkit.world;

import java.util.Arrays;

/**
 * What is going to happen, earliest first, and of one moment in the order in which it was put in: a heap with four children to a node, whose
 * moments lie beside each other, because a world asks it twice for each event and looks at hardly anything else as often (LaMarca and Ladner, "The
 * influence of caches on the performance of heaps", JEA 1996).
 */
final class Agenda {

  private static final int CHILDREN = 4;

  private long[] moments = new long[1_024];
  private long[] orders = new long[1_024];
  private Timeline.Event[] events = new Timeline.Event[1_024];
  private int size;
  private long order;

  boolean isEmpty() {
    return size == 0;
  }

  /** The moment of the first event; there has to be one. */
  long nextNanos() {
    return moments[0];
  }

  /** Puts an event in, behind those of the same moment that are in. */
  void add(long atNanos, Timeline.Event event) {
    if (size == events.length) {
      moments = Arrays.copyOf(moments, size * 2);
      orders = Arrays.copyOf(orders, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    int at = size++;
    // Its order is the highest so far, so it stays below whatever has the same moment.
    while (at > 0) {
      int parent = (at - 1) / CHILDREN;
      if (moments[parent] <= atNanos) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, atNanos, order++, event);
  }

  /** Takes the first event out; there has to be one. */
  Timeline.Event remove() {
    Timeline.Event first = events[0];
    int last = --size;
    long moment = moments[last];
    long place = orders[last];
    Timeline.Event moved = events[last];
    int at = 0;
    for (int child = 1; child < last; child = at * CHILDREN + 1) {
      int least = child;
      for (int other = child + 1; other < Math.min(child + CHILDREN, last); other++) {
        if (before(moments[other], orders[other], least)) {
          least = other;
        }
      }
      if (!before(moments[least], orders[least], moment, place)) {
        break;
      }
      move(least, at);
      at = least;
    }
    put(at, moment, place, moved);
    clear(last);
    return first;
  }

  private boolean before(long moment, long place, int other) {
    return before(moment, place, moments[other], orders[other]);
  }

  private static boolean before(long moment, long place, long otherMoment, long otherPlace) {
    return moment != otherMoment ? moment < otherMoment : place < otherPlace;
  }

  private void move(int from, int to) {
    put(to, moments[from], orders[from], events[from]);
  }

  private void put(int at, long moment, long place, Timeline.Event event) {
    moments[at] = moment;
    orders[at] = place;
    events[at] = event;
  }

  @SuppressWarnings("NullAway") // slots beyond the size are empty
  private void clear(int slot) {
    events[slot] = null;
  }
}

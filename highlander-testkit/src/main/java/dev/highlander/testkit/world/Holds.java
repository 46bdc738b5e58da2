package dev.highlander.testkit.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What scripts hold of one process's messages in one direction; costs nothing while nothing is held. */
final class Holds {

  private final List<Held> held = new ArrayList<>(0);

  Held add(Predicate<String> first) {
    Held added = new Held(first);
    held.add(added);
    return added;
  }

  /** Nothing is held any more. */
  void clear() {
    held.forEach(Held::go);
    held.clear();
  }

  boolean none() {
    return held.isEmpty();
  }

  /**
   * Sends a message on, at once or when it is not held any more.
   *
   * @param described tells scripts by its text what it is; empty if it can't be the first that is held
   */
  void pass(Object connection, Object described, Runnable message) {
    held.removeIf(Held::over);
    String text = described.toString();
    for (Held each : held) {
      if (each.keeps(connection, text, message)) {
        return;
      }
    }
    message.run();
  }
}

package dev.highlander.testkit.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

  /** Sends a message on, at once or when it is not held any more. */
  void pass(Object connection, Supplier<String> text, Runnable message) {
    if (!held.isEmpty()) {
      held.removeIf(Held::over);
      String described = text.get();
      for (Held each : held) {
        if (each.keeps(connection, described, message)) {
          return;
        }
      }
    }
    message.run();
  }
}

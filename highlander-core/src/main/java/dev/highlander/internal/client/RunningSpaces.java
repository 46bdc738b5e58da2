package dev.highlander.internal.client;

import dev.highlander.BadRequest;
import dev.highlander.ObjectSpace;
import dev.highlander.internal.util.CurrentTurn;
import dev.highlander.spi.SpaceBinding;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The nodes and clients that run in this process, for the static facade. Nodes and clients add themselves when they serve and remove
 * themselves when they begin to close; adding or removing twice has no effect. Thread-safe.
 */
public final class RunningSpaces implements SpaceBinding {

  private static final CopyOnWriteArrayList<ObjectSpace> RUNNING = new CopyOnWriteArrayList<>();

  /** For {@link java.util.ServiceLoader}; all instances see the same. */
  public RunningSpaces() {}

  /** From now on the facade may mean this one. */
  public static void add(ObjectSpace space) {
    RUNNING.addIfAbsent(space);
  }

  /** From now on the facade does not mean this one. */
  public static void remove(ObjectSpace space) {
    RUNNING.remove(space);
  }

  @Override
  public ObjectSpace current() {
    CurrentTurn turn = CurrentTurn.here();
    if (turn != null) {
      return turn.space();
    }
    List<ObjectSpace> running = List.copyOf(RUNNING);
    if (running.size() == 1) {
      return running.getFirst();
    }
    if (running.isEmpty()) {
      throw new BadRequest("no node or client runs in this process: start one with Highlander.node(), Highlander.client() or Highlander.run(...)");
    }
    throw new BadRequest(running.size() + " nodes and clients run in this process ("
        + running.stream().map(ObjectSpace::name).collect(Collectors.joining(", ")) + "): say which one is meant with node.ref(...)");
  }
}

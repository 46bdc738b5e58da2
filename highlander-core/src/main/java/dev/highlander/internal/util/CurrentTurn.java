package dev.highlander.internal.util;

import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turn that the present thread executes: what calls made inside a handler belong to. Set by the activation around every handler and
 * guard, read by references and by the static facade. A handler that starts threads of its own leaves the turn there.
 *
 * @param path the objects whose turns wait for calls made here, outermost first; the executing object is the last
 * @param space the node that executes it
 */
public record CurrentTurn(List<ObjectId> path, ObjectSpace space) {

  private static final ThreadLocal<@Nullable CurrentTurn> HERE = new ThreadLocal<>();

  public CurrentTurn {
    path = List.copyOf(path);
  }

  /** The turn of the present thread, or null outside of turns. */
  public static @Nullable CurrentTurn here() {
    return HERE.get();
  }

  /** Makes this the present thread's turn until the scope is closed, on the same thread. Turns may nest. */
  public Scope enter() {
    CurrentTurn outer = HERE.get();
    HERE.set(this);
    return () -> {
      if (outer == null) {
        HERE.remove();
      } else {
        HERE.set(outer);
      }
    };
  }

  /** Ends what {@link #enter()} began. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}

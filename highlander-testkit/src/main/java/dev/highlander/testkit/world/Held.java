package dev.highlander.testkit.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one process that a script keeps on their way: the first one that fits, and whatever follows it in the same direction on the same
 * connection, as a slow way does. Nobody notices, except by what does not arrive; if the connection breaks they are lost. Begun by
 * {@link WorldNode#holdRequests} and {@link WorldNode#holdReplies}. Confined to the world's thread.
 */
public final class Held {

  private final Predicate<String> first;
  private final Deque<Runnable> kept = new ArrayDeque<>();
  private @Nullable Object connection;
  private boolean over;

  Held(Predicate<String> first) {
    this.first = first;
  }

  /** Whether a message that fits has come by. */
  public boolean caught() {
    return connection != null;
  }

  /** The oldest message goes on its way; the others stay. */
  public void one() {
    Runnable message = kept.poll();
    if (message == null) {
      throw new IllegalStateException("nothing is held");
    }
    message.run();
  }

  /** Everything goes on its way, in its order, and nothing is held any more. */
  public void go() {
    over = true;
    for (Runnable message = kept.poll(); message != null; message = kept.poll()) {
      message.run();
    }
  }

  boolean over() {
    return over;
  }

  /** Whether it keeps this message, which is to be run when it may go on. */
  boolean keeps(Object on, String text, Runnable message) {
    boolean keeps = !over && (connection == null ? !text.isEmpty() && first.test(text) : connection == on);
    if (keeps) {
      connection = on;
      kept.add(message);
    }
    return keeps;
  }
}

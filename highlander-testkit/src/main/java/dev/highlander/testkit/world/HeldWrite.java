package dev.highlander.testkit.world;

import dev.highlander.spi.StoreWrite;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One write of an object that a script keeps on its way to the store: the script says when it arrives, how often, and what the process that sent
 * it hears of it; see {@link WorldNode#holdWrite}. Confined to the world's thread.
 */
public final class HeldWrite {

  private @Nullable Supplier<StoreWrite> arrival;
  private @Nullable Consumer<StoreWrite> sender;
  private @Nullable StoreWrite decided;
  private @Nullable Runnable whenSent;

  HeldWrite() {}

  /** Whether the process has sent it. */
  public boolean sent() {
    return arrival != null;
  }

  /** The store decides it, now, and the process is not told yet. It may arrive several times, as what a client or a proxy sends again does. */
  public void arrives() {
    if (arrival == null) {
      throw new IllegalStateException("nothing was written yet");
    }
    decided = arrival.get();
  }

  /** The process is told what was decided when it arrived last. */
  public void answers() {
    if (decided == null) {
      throw new IllegalStateException("it has not arrived yet");
    }
    tell(decided);
  }

  /** The process gives this attempt up, without an answer; it may still arrive. */
  public void timesOut() {
    tell(new StoreWrite.Unknown("time-out"));
  }

  /** The process is told, for this attempt, that another write of the object is being decided (409). */
  public void meetsAnother() {
    tell(new StoreWrite.RetryCondition());
  }

  private void tell(StoreWrite outcome) {
    Consumer<StoreWrite> told = sender;
    if (told == null) {
      throw new IllegalStateException(arrival == null ? "nothing was written yet" : "the process has heard of it already");
    }
    sender = null;
    told.accept(outcome);
  }

  void sent(Supplier<StoreWrite> decides, Consumer<StoreWrite> tells) {
    arrival = decides;
    sender = tells;
    if (whenSent != null) {
      whenSent.run();
    }
  }

  /** Runs when the process sends it. */
  void whenSent(Runnable task) {
    whenSent = task;
  }

  /** The process has not heard of it and waits no longer. */
  void giveUp() {
    if (sender != null) {
      timesOut();
    }
  }

  /** It arrives, and the process is told unless it has given it up. */
  void end() {
    arrives();
    if (sender != null) {
      answers();
    }
  }
}

package dev.highlander.spi;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;

/** Lifecycle events of a node, for metrics, logs and audits. Called on runtime threads: return at once, never throw. */
public interface NodeListener {

  /** An activation serves from now on. */
  default void onActivated(ObjectId object, Epoch epoch) {}

  /**
   * An activation that was told of serves no more: it is closed, and its claim is given back after this.
   *
   * @param reason a few words
   * @param servedUntilNanos when it served last at the latest, by the {@link Ticker}: now, or the end of its lease if that is noticed later
   */
  default void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {}

  /** The process joined as a new incarnation. */
  default void onJoined(String incarnation) {}

  /** An incarnation of the process ended. */
  default void onEnded(String incarnation, String reason) {}
}

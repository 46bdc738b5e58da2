package dev.highlander.spi;

import dev.highlander.ObjectId;

/** Lifecycle events of a node, for metrics, logs and audits. Called on runtime threads: return at once, never throw. */
public interface NodeListener {

  /** An activation serves from now on. */
  default void onActivated(ObjectId object, dev.highlander.Epoch epoch) {}

  /** An activation serves no more. */
  default void onDeactivated(ObjectId object, dev.highlander.Epoch epoch, String reason) {}

  /** The process joined as a new incarnation. */
  default void onJoined(String incarnation) {}

  /** An incarnation of the process ended. */
  default void onEnded(String incarnation, String reason) {}
}

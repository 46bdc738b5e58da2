package dev.highlander;

import dev.highlander.report.DrainReport;

/** A running process that hosts objects. */
public interface HighlanderNode extends ObjectSpace {

  /** The address its peers reach it at, {@code host:port}. */
  String address();

  /**
   * Gives all objects to other nodes, which serve them without a takeover wait, and takes no new ones for the rest of this node's life; calls
   * through it go on, and none fails for it. Returns when nothing is left or the time is up ({@link HandOffSettings#drainTimeout()}). Closing a
   * node does this first. Idempotent: a second call waits for the first and returns the same.
   *
   * @throws Unavailable if the node has no place in the cluster now
   */
  DrainReport drain();
}

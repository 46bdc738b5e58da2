package dev.highlander.internal.placement;

import dev.highlander.spi.Member;

/** Where a new activation goes. */
public sealed interface Placement {

  /** To this node. */
  record On(Member node) implements Placement {}

  /**
   * Nowhere for now.
   *
   * @param reason a sentence for people
   */
  record Nowhere(String reason) implements Placement {}
}

package dev.highlander.testkit.world;

import org.jspecify.annotations.Nullable;

/**
 * Something that has to hold in a world at every moment: asked after every change of virtual time's second, and at the end. Runs on the world's one
 * thread and must not call objects by other than asynchronous methods.
 */
@FunctionalInterface
public interface Invariant {

  /** A sentence about what is wrong; null if nothing is. */
  @Nullable String violation(World world);
}

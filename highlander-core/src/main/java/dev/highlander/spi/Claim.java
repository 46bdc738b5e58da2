package dev.highlander.spi;

import dev.highlander.ObjectId;

/**
 * The right to be the one activation of an object, held by one incarnation. Made by a registry; the core passes it back to release it.
 * Kept for every activation, so implementations stay small.
 */
public interface Claim {

  /** The claimed object. */
  ObjectId object();

  /** The registry's creation transaction id of this claim: higher than that of every earlier claim of the object in this registry. */
  long transaction();

  /** When the registry created it, in wall-clock milliseconds of the registry's clock. */
  long sinceMillis();
}

package dev.highlander.memory;

import dev.highlander.ObjectId;
import dev.highlander.spi.Claim;

/**
 * A claim in memory. There may be hundreds of thousands.
 *
 * @param object the claimed object
 * @param owner the incarnation that made it
 * @param transaction its creation transaction
 * @param sinceMillis when
 */
record MemoryClaim(ObjectId object, MemoryIncarnation owner, long transaction, long sinceMillis) implements Claim {

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return object + " by " + owner.id() + " at " + transaction;
  }
}

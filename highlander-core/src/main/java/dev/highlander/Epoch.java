package dev.highlander;

import java.util.Comparator;

/**
 * The fencing token of one activation: the generation of the registry, then the transaction id that created the activation's claim.
 * Later activations of the same object always have a higher epoch (protocol F10).
 *
 * @param generation raised when the registry was rebuilt, so that claims made in it are higher than all earlier ones
 * @param claim the registry's creation transaction id of the claim
 */
public record Epoch(long generation, long claim) implements Comparable<Epoch> {

  /** Lower than the epoch of any activation: what a never-stored object has. */
  public static final Epoch NONE = new Epoch(0, 0);

  private static final Comparator<Epoch> ORDER = Comparator.comparingLong(Epoch::generation).thenComparingLong(Epoch::claim);

  @Override
  public int compareTo(Epoch other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return generation + "." + claim;
  }
}

package dev.highlander.internal.lease;

import dev.highlander.Epoch;
import dev.highlander.spi.Claim;
import dev.highlander.spi.Incarnation;

/**
 * Under what an activation acts: one incarnation, its lease, and the registry's generation. An activation keeps the tenure it claimed under,
 * so a later incarnation of the same process can't revive it.
 *
 * @param incarnation this life of the process
 * @param lease its lease
 * @param generation the registry's generation, first part of every epoch
 */
public record Tenure(Incarnation incarnation, NodeLease lease, long generation) {

  /** The epoch of the activation with this claim. */
  public Epoch epoch(Claim claim) {
    return new Epoch(generation, claim.transaction());
  }
}

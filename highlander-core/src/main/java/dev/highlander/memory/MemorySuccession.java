package dev.highlander.memory;

import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Succession;
import java.util.concurrent.CompletableFuture;

/** A claim in memory that waits behind another one. */
final class MemorySuccession implements Succession {

  private final MemoryCluster cluster;
  private final MemoryIncarnation claimant;
  private final String owner;
  private final CompletableFuture<Boolean> queued = new CompletableFuture<>();
  private final CompletableFuture<ClaimResult> result = new CompletableFuture<>();

  MemorySuccession(MemoryCluster cluster, MemoryIncarnation claimant, String owner) {
    this.cluster = cluster;
    this.claimant = claimant;
    this.owner = owner;
  }

  @Override
  public CompletableFuture<Boolean> queued() {
    return queued;
  }

  @Override
  public CompletableFuture<ClaimResult> result() {
    return result;
  }

  @Override
  public void withdraw() {
    cluster.withdraw(claimant, this);
  }

  /** Incarnation of the owner that announced the release. */
  String owner() {
    return owner;
  }

  void tellQueued() {
    claimant.deliver(() -> queued.complete(true));
  }

  void tell(ClaimResult known) {
    claimant.deliver(
        () -> {
          queued.complete(false);
          result.complete(known);
        });
  }
}

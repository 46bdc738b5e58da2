package dev.highlander.spi;

import java.util.concurrent.CompletableFuture;

/**
 * A claim that waits behind its object's present owner, who said that it will release to this claim (protocol C7). Being told is a hint: what
 * the registry says when the claim has become the first that counts decides whether its activation may load at once. Thread-safe; no method
 * blocks.
 */
public interface Succession {

  /**
   * Completes with true when the claim exists behind that of the expected owner, who may now close its activation; with false when
   * {@link #result()} came without that. Never exceptionally.
   */
  CompletableFuture<Boolean> queued();

  /**
   * What became of it, never exceptionally. {@link ClaimResult.Granted} when the claim became the first that counts: at once only if the
   * predecessor released cleanly to this very claim, otherwise with the takeover wait from that moment (protocol L5).
   * {@link ClaimResult.HeldBy} when it was withdrawn, or when another one than the expected owner turned out to be first.
   */
  CompletableFuture<ClaimResult> result();

  /** Gives the claim up, unless it was granted or is over. */
  void withdraw();
}

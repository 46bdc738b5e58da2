package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Succession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A claim that stays behind its predecessor's instead of withdrawing (protocol C2, C7): {@link ClaimAttempt} decides as for every claim, and
 * this says when it has to look again: when the object's children change, when the members do, when the connection is back.
 */
final class QueuedClaim implements Succession {

  private final Standing standing;
  private final String parent;
  private final String owner;
  private final ClaimAttempt attempt;
  private final CompletableFuture<Boolean> queued = new CompletableFuture<>();
  private final CompletableFuture<ClaimResult> result = new CompletableFuture<>();
  private final AtomicReference<Place> place = new AtomicReference<>(new Place.Entering());

  /** Where it stands; moves down this list only. */
  private sealed interface Place {
    record Entering() implements Place {}

    /**
     * Its node exists behind that of the owner.
     *
     * @param look asks again who is first
     */
    record Behind(ClaimName own, ClaimName owner, Runnable look) implements Place {}

    /** Given up before its node was known to exist. */
    record Unwanted() implements Place {}

    record Settled() implements Place {}
  }

  QueuedClaim(Standing standing, ObjectId object, String owner) {
    this.standing = standing;
    this.parent = standing.paths().object(object);
    this.owner = owner;
    this.attempt = new ClaimAttempt(standing, object, this);
  }

  QueuedClaim start() {
    attempt
        .start()
        .thenAccept(
            known -> {
              place.set(new Place.Settled());
              standing.queue().remove(parent, this);
              queued.complete(false);
              result.complete(known);
            });
    return this;
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
    Place now = place.get();
    while (now instanceof Place.Entering && !place.compareAndSet(now, new Place.Unwanted())) {
      now = place.get();
    }
    if (now instanceof Place.Behind behind && settle()) {
      attempt.giveUp(behind.own(), behind.owner());
    }
  }

  /** Another claim is first; true if this one waits behind it. */
  boolean waitsBehind(ClaimName own, ClaimName first, Runnable look) {
    Place before = place.get();
    boolean waits = before instanceof Place.Entering || before instanceof Place.Behind;
    if (!waits || !first.incarnation().equals(owner) || !place.compareAndSet(before, new Place.Behind(own, first, look))) {
      return false;
    }
    if (before instanceof Place.Entering) {
      standing.queue().add(parent, this);
      queued.complete(true);
      // The first list armed no watch.
      look.run();
    }
    return true;
  }

  /** Takes the decision about it, once; false if it is taken. */
  boolean settle() {
    return !(place.getAndSet(new Place.Settled()) instanceof Place.Settled);
  }

  /** Whether nothing is left to decide. */
  boolean settled() {
    return place.get() instanceof Place.Settled;
  }

  /** Who is first may have changed. */
  void look() {
    if (place.get() instanceof Place.Behind behind) {
      behind.look().run();
    }
  }

  /** The incarnation is over or leaves: its session's end deletes the node. */
  void end(String reason) {
    if (settle()) {
      attempt.end(reason);
    }
  }
}

package dev.highlander.internal.activation;

import dev.highlander.internal.persistence.KeptReply;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates that become durable with one write. Guarded by its pipeline's lock until it is written; then nothing but followers is added.
 *
 * <p>A whole-state write is the last effect of its batch: its caller may base a conditional write on the version it is told, so no later update
 * may hide behind that version.
 */
final class Batch {

  /** One update with an effect, and what is kept of its answer. */
  record Effect(Turn turn, Decision.Reply reply, Object state, KeptReply kept) {}

  /** An update without effect that ran on a state of this batch: answered when that is durable. */
  record Follower(Turn turn, Decision decision) {}

  private final long openedNanos;
  private final List<Effect> effects = new ArrayList<>();
  private final List<Follower> followers = new ArrayList<>();
  private Head head;
  private boolean full;

  Batch(Head head, long openedNanos) {
    this.head = head;
    this.openedNanos = openedNanos;
  }

  void add(Effect effect, Head next, boolean last) {
    effects.add(effect);
    head = next;
    full = last;
  }

  void follow(Follower follower) {
    followers.add(follower);
  }

  /** The state it stores. */
  Head head() {
    return head;
  }

  /** Whether no further effect may join. */
  boolean full() {
    return full;
  }

  long openedNanos() {
    return openedNanos;
  }

  List<Effect> effects() {
    return effects;
  }

  List<Follower> followers() {
    return followers;
  }

  /** Everybody in it, in the order they ran. */
  List<Turn> turns() {
    List<Turn> all = new ArrayList<>();
    effects.forEach(effect -> all.add(effect.turn()));
    followers.forEach(follower -> all.add(follower.turn()));
    return all;
  }
}

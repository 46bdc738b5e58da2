package dev.highlander.spi;

import dev.highlander.ObjectId;
import java.util.concurrent.CompletableFuture;

/**
 * One present life of this process in the cluster: from its join until it leaves, its session ends or it is expelled. Every claim belongs
 * to the incarnation it was made under. Thread-safe; no method blocks. After the end every method answers as documented for it, and
 * nothing is ever done under another session.
 */
public interface Incarnation {

  /** Its random id, 22 characters. */
  String id();

  /** This process's own entry. */
  Member self();

  /** The newest view this process has; contains itself until the end. Costs no request. */
  MembershipView members();

  /** A view that is at least as new as this call. Completes exceptionally if the registry can't be reached. */
  CompletableFuture<MembershipView> refreshMembers();

  /** One acknowledged write to the own node entry (protocol L2). */
  CompletableFuture<Renewal> renew();

  /**
   * Claims an object (protocol C1, C4). Concurrent claims of one object by one incarnation are the caller's error: the core makes one at
   * a time.
   */
  CompletableFuture<ClaimResult> claim(ObjectId object);

  /**
   * Claims an object that its owner is about to release, and waits behind it (protocol C7). If nobody owns it any more this is
   * {@link #claim}. The same rule: one claim of one object at a time.
   *
   * @param owner incarnation of the owner that announced the release; the claim is withdrawn when another one is first
   */
  Succession succeed(ObjectId object, String owner);

  /** Who owns an object now. */
  CompletableFuture<LookupResult> lookup(ObjectId object);

  /**
   * Gives a claim back after its activation is closed (protocol C2). Never throws and is safe whatever its outcome; completes when there
   * is nothing more to do.
   *
   * @param clean whether the next owner may load without the takeover wait: only if no write of unknown outcome is in the air and the own
   *     takeover wait was over
   */
  CompletableFuture<Void> release(Claim claim, boolean clean);

  /**
   * Deletes the node entry of a member that can't be reached (protocol L4), if every accuser is a member and a place is free. Safe at any
   * time: the victim can't renew any more, and its heirs wait the takeover wait. Never completes exceptionally.
   */
  CompletableFuture<Expulsion> expel(Expulsion.Order order);

  /** Publishes whether this member is draining; completes when it is committed. */
  CompletableFuture<Void> draining(boolean draining);

  /**
   * Ends this incarnation: deletes what claims are left (in small transactions, as unclean ends), then the own node entry. Completes when
   * nothing more can be done; never exceptionally. The caller has revoked its lease before: what it held may be free at once.
   */
  CompletableFuture<Void> leave();
}

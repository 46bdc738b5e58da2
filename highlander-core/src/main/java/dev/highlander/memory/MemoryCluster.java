package dev.highlander.memory;

import dev.highlander.ObjectId;
import dev.highlander.Unavailable;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Entry;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Renewal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link MemoryRegistry} objects of several processes share: the part that ZooKeeper plays in a real cluster, with the
 * same rules for what counts, what a clean release is and who waits (protocol L4, L5, C1, C2), and with faults on demand.
 * Thread-safe; each operation is one atomic step under one lock, and its reply and the events it causes are delivered after the
 * lock is released.
 *
 * <p>Sessions never time out by themselves: {@link #suspend}, {@link #expire} and {@link #expel} say when.
 */
public final class MemoryCluster {

  private final Platform platform;
  private final ReentrantLock lock = new ReentrantLock();

  /** The node entries, by incarnation: what makes a claim count. */
  private final Map<String, MemoryIncarnation> entries = new LinkedHashMap<>();

  /** Every incarnation whose process has not learned of its end: an expelled or suspended one outlives its entry. */
  private final Map<String, MemoryIncarnation> incarnations = new LinkedHashMap<>();

  /** Claims by object, oldest first. A key without claims is the mark that the last owner did not release cleanly. */
  private final Map<ObjectId, List<MemoryClaim>> objects = new HashMap<>();

  /** The mark of a clean release: only the claim that it names skips the takeover wait. */
  private final Map<ObjectId, MemoryClaim> marks = new HashMap<>();

  /** The claims that wait behind others. */
  private final Map<MemoryClaim, MemorySuccession> queue = new LinkedHashMap<>();

  /** Whom the present step has something to tell. */
  private final Set<SerialQueue> touched = new LinkedHashSet<>();

  private String rootId;
  private long transaction;

  /** When a member came, went or changed for the last time. */
  private long changedNanos;

  /** How many expulsions hold a place now. */
  private int expulsions;

  /**
   * An empty cluster.
   *
   * @param platform its clock and the source of its root's id
   */
  public MemoryCluster(Platform platform) {
    this.platform = platform;
    this.rootId = platform.newId();
  }

  /** The incarnation loses its connection: its calls answer that the registry can't be reached, until {@link #resume}. */
  public void suspend(String incarnation) {
    step(() -> require(incarnation).suspend());
  }

  /**
   * The connection is back: releases that waited for it are done, then the incarnation learns what it missed, its own end
   * included.
   */
  public void resume(String incarnation) {
    step(() -> require(incarnation).resume(view()));
  }

  /**
   * The incarnation's session ends: its entry and its claims are gone, without clean marks. A suspended one learns it when
   * resumed.
   */
  public void expire(String incarnation) {
    step(
        () -> {
          MemoryIncarnation expired = require(incarnation);
          endSession(expired);
          expired.end("its session expired");
        });
  }

  /** A third party deletes the node entry (protocol L4); the claims stay, void, until the incarnation learns it. */
  public void expel(String incarnation) {
    step(
        () -> {
          require(incarnation);
          deleteEntry(incarnation);
        });
  }

  private void deleteEntry(String incarnation) {
    MemoryIncarnation expelled = entries.remove(incarnation);
    if (expelled != null) {
      transaction++;
      announce();
      expelled.end("its node entry was deleted");
    }
  }

  /** All data is lost: every session ends, the root gets another id, transactions start again (protocol F10). */
  public void rebuild() {
    step(
        () -> {
          for (MemoryIncarnation each : List.copyOf(incarnations.values())) {
            endSession(each);
            each.end("the registry was rebuilt");
          }
          objects.clear();
          marks.clear();
          transaction = 0;
          rootId = platform.newId();
        });
  }

  /** How many claims exist, void ones included. */
  public int claimCount() {
    return locked(() -> objects.values().stream().mapToInt(List::size).sum());
  }

  /** How many objects have a mark or a claim. */
  public int objectCount() {
    return locked(objects::size);
  }

  String rootId() {
    return locked(() -> rootId);
  }

  void join(MemoryIncarnation incarnation, CompletableFuture<Incarnation> reply) {
    step(
        () -> {
          transaction++;
          incarnations.put(incarnation.id(), incarnation);
          entries.put(incarnation.id(), incarnation);
          incarnation.begin(view());
          incarnation.deliver(() -> reply.complete(incarnation));
          announce();
        });
  }

  void claim(MemoryIncarnation claimant, ObjectId object, CompletableFuture<ClaimResult> reply) {
    step(
        () -> {
          ClaimResult result =
              claimant.reachable() ? decide(claimant, object) : new ClaimResult.Declined(claimant.whyUnreachable());
          claimant.deliver(() -> reply.complete(result));
        });
  }

  private ClaimResult decide(MemoryIncarnation claimant, ObjectId object) {
    List<MemoryClaim> present = objects.get(object);
    MemoryClaim owner = present == null ? null : lowestCounting(present);
    if (owner != null) {
      return new ClaimResult.HeldBy(holder(owner));
    }
    MemoryClaim claim = add(claimant, object);
    return present == null ? new ClaimResult.Granted(claim, new Entry.AtOnce()) : afterWait(claim);
  }

  private MemoryClaim add(MemoryIncarnation claimant, ObjectId object) {
    var claim = new MemoryClaim(object, claimant, ++transaction, platform.ticker().wallMillis());
    List<MemoryClaim> extended = new ArrayList<>(objects.getOrDefault(object, List.of()));
    extended.add(claim);
    objects.put(object, List.copyOf(extended));
    return claim;
  }

  private ClaimResult afterWait(MemoryClaim claim) {
    return new ClaimResult.Granted(claim, new Entry.AfterTakeoverWait(changedNanos));
  }

  void succeed(MemoryIncarnation claimant, ObjectId object, MemorySuccession succession) {
    step(
        () -> {
          if (!claimant.reachable()) {
            succession.tell(new ClaimResult.Declined(claimant.whyUnreachable()));
            return;
          }
          MemoryClaim owner = lowestCounting(objects.getOrDefault(object, List.of()));
          if (owner == null || !owner.owner().id().equals(succession.owner())) {
            succession.tell(decide(claimant, object));
          } else {
            queue.put(add(claimant, object), succession);
            succession.tellQueued();
          }
        });
  }

  void withdraw(MemoryIncarnation claimant, MemorySuccession succession) {
    step(
        () -> {
          if (claimant.suspended()) {
            claimant.whenResumed(() -> withdraw(claimant, succession));
            return;
          }
          for (MemoryClaim claim : List.copyOf(queue.keySet())) {
            if (queue.get(claim) == succession) {
              withdraw(claim);
            }
          }
        });
  }

  private void withdraw(MemoryClaim claim) {
    MemorySuccession succession = Objects.requireNonNull(queue.remove(claim));
    MemoryClaim first = lowestCounting(objects.getOrDefault(claim.object(), List.of()));
    objects.computeIfPresent(claim.object(), (object, claims) -> claims.stream().filter(c -> c != claim).toList());
    transaction++;
    succession.tell(
        first == null || first == claim ? new ClaimResult.Declined("it was withdrawn") : new ClaimResult.HeldBy(holder(first)));
  }

  /** Looks at the claims that wait: who is first now, and by whose leave (protocol C2, L5). */
  private void lookAtQueue() {
    for (Map.Entry<MemoryClaim, MemorySuccession> waiting : List.copyOf(queue.entrySet())) {
      MemoryClaim claim = waiting.getKey();
      List<MemoryClaim> claims = objects.getOrDefault(claim.object(), List.of());
      MemoryClaim first = lowestCounting(claims);
      if (!claims.contains(claim) || (!claim.owner().suspended() && !claim.owner().reachable())) {
        queue.remove(claim);
        waiting.getValue().tell(new ClaimResult.Declined(claim.owner().whyUnreachable()));
      } else if (claim.owner().suspended() || first == null) {
        continue;
      } else if (first == claim) {
        queue.remove(claim);
        boolean named = marks.get(claim.object()) == claim;
        waiting.getValue().tell(named ? new ClaimResult.Granted(claim, new Entry.AtOnce()) : afterWait(claim));
      } else if (!first.owner().id().equals(waiting.getValue().owner())) {
        withdraw(claim);
      }
    }
  }

  void lookup(MemoryIncarnation asking, ObjectId object, CompletableFuture<LookupResult> reply) {
    step(
        () -> {
          MemoryClaim owner = lowestCounting(objects.getOrDefault(object, List.of()));
          LookupResult result =
              !asking.reachable()
                  ? new LookupResult.Failed(asking.whyUnreachable())
                  : owner == null ? new LookupResult.Free() : new LookupResult.HeldBy(holder(owner));
          asking.deliver(() -> reply.complete(result));
        });
  }

  /** Protocol C2: without the own node entry only the own claim goes, and what it leaves is a mark. */
  void release(MemoryIncarnation owner, Claim claim, boolean clean, CompletableFuture<Void> reply) {
    step(
        () -> {
          if (owner.suspended()) {
            owner.whenResumed(() -> release(owner, claim, clean, reply));
            return;
          }
          List<MemoryClaim> present = objects.getOrDefault(claim.object(), List.of());
          if (claim instanceof MemoryClaim own && present.contains(own)) {
            transaction++;
            boolean last = lowestCounting(present) == own || lowestCounting(present) == null;
            List<MemoryClaim> others = present.stream().filter(c -> c != own).toList();
            MemoryClaim heir = lowestCounting(others);
            objects.put(claim.object(), others);
            if (clean && last && entries.containsKey(owner.id())) {
              if (heir == null) {
                objects.remove(claim.object());
                marks.remove(claim.object());
              } else {
                marks.put(claim.object(), heir);
              }
            }
          }
          owner.deliver(() -> reply.complete(null));
        });
  }

  void expel(MemoryIncarnation accuser, Expulsion.Order order, CompletableFuture<Expulsion> reply) {
    step(
        () -> {
          Expulsion result = decide(accuser, order);
          accuser.deliver(() -> reply.complete(result));
        });
  }

  private Expulsion decide(MemoryIncarnation accuser, Expulsion.Order order) {
    if (!accuser.reachable() || !entries.containsKey(accuser.id())) {
      return new Expulsion.Refused(accuser.whyUnreachable());
    }
    if (!entries.containsKey(order.victim())) {
      return new Expulsion.Gone();
    }
    if (!entries.keySet().containsAll(order.accusers())) {
      return new Expulsion.Refused("an accuser is no member any more");
    }
    if (expulsions >= order.places()) {
      return new Expulsion.Refused(expulsions + " members were expelled lately, which is the limit");
    }
    expulsions++;
    platform.scheduling().after(order.held(), () -> step(() -> expulsions--));
    deleteEntry(order.victim());
    return new Expulsion.Done();
  }

  void renew(MemoryIncarnation owner, CompletableFuture<Renewal> reply) {
    step(
        () -> {
          Renewal renewal;
          if (owner.suspended()) {
            renewal = new Renewal.Failed(owner.whyUnreachable());
          } else if (entries.containsKey(owner.id())) {
            transaction++;
            renewal = new Renewal.Acknowledged();
          } else {
            renewal = new Renewal.Gone();
          }
          owner.deliver(() -> reply.complete(renewal));
        });
  }

  void refresh(MemoryIncarnation asking, CompletableFuture<MembershipView> reply) {
    step(
        () -> {
          if (asking.reachable()) {
            MembershipView view = view();
            asking.deliver(
                () -> {
                  asking.show(view);
                  reply.complete(view);
                });
          } else {
            asking.deliver(() -> reply.completeExceptionally(new Unavailable(asking.whyUnreachable())));
          }
        });
  }

  void publish(MemoryIncarnation owner, Member self, CompletableFuture<Void> reply) {
    step(
        () -> {
          if (owner.reachable() && entries.containsKey(owner.id())) {
            transaction++;
            owner.self(self);
            announce();
            owner.deliver(() -> reply.complete(null));
          } else {
            owner.deliver(() -> reply.completeExceptionally(new Unavailable(owner.whyUnreachable())));
          }
        });
  }

  /** Deletes everything of an incarnation. */
  void leave(MemoryIncarnation leaving, CompletableFuture<Void> reply) {
    step(
        () -> {
          leaving.left();
          incarnations.remove(leaving.id());
          endSession(leaving);
          leaving.deliver(() -> reply.complete(null));
        });
  }

  /** Its process has learned of its end and closed its activations: what it left goes with its session. */
  void bury(MemoryIncarnation ended) {
    step(
        () -> {
          incarnations.remove(ended.id());
          endSession(ended);
        });
  }

  /** Notes that a delivery has something to run after the present step. */
  void touch(SerialQueue delivery) {
    touched.add(delivery);
  }

  private void endSession(MemoryIncarnation ending) {
    transaction++;
    objects.replaceAll((object, claims) -> without(claims, ending));
    if (entries.remove(ending.id()) != null) {
      announce();
    }
  }

  private static List<MemoryClaim> without(List<MemoryClaim> claims, MemoryIncarnation owner) {
    return claims.stream().noneMatch(c -> c.owner() == owner) ? claims : claims.stream().filter(c -> c.owner() != owner).toList();
  }

  private @Nullable MemoryClaim lowestCounting(List<MemoryClaim> claims) {
    for (MemoryClaim claim : claims) {
      if (entries.get(claim.owner().id()) == claim.owner()) {
        return claim;
      }
    }
    return null;
  }

  private static Holder holder(MemoryClaim claim) {
    Member member = claim.owner().self();
    return new Holder(member.incarnation(), member.name(), member.address(), claim.transaction(), claim.sinceMillis());
  }

  private MembershipView view() {
    return new MembershipView(entries.values().stream().map(MemoryIncarnation::self).toList());
  }

  private void announce() {
    changedNanos = platform.ticker().nanos();
    MembershipView view = view();
    incarnations.values().forEach(each -> each.announce(view));
  }

  private MemoryIncarnation require(String incarnation) {
    MemoryIncarnation found = incarnations.get(incarnation);
    if (found == null) {
      throw new IllegalArgumentException("no such incarnation: " + incarnation);
    }
    return found;
  }

  /** One atomic step; afterwards its replies and events are delivered. */
  private void step(Runnable change) {
    List<SerialQueue> told;
    lock.lock();
    try {
      change.run();
      lookAtQueue();
      told = List.copyOf(touched);
      touched.clear();
    } finally {
      lock.unlock();
    }
    told.forEach(SerialQueue::run);
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }
}

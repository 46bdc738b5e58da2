package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.HandOffSettings;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.routing.OneThreadCluster.Process;
import dev.highlander.memory.StoreFault;
import dev.highlander.report.DrainReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects move between nodes that live, on one thread: protocol C7, with everything that can go wrong in between. */
class HandOffTest {

  private static final ObjectId X = new ObjectId("tally", "x");
  private static final Duration TAKEOVER_WAIT = Duration.ofMillis(2_200);

  private final OneThreadCluster cluster = new OneThreadCluster(7);

  @AfterEach
  void neverTwo() {
    cluster.service.assertNeverTwo();
  }

  @Test
  void aDrainedObjectIsServedByItsHeirWithoutATakeoverWait() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");

    DrainReport report = drained(a);

    assertThat(report.handedOff()).isEqualTo(1);
    assertThat(report.left()).isZero();
    assertThat(report.took()).isLessThan(Duration.ofMillis(200));
    assertThat(a.host.size()).isZero();
    assertThat(b.host.serves(X)).isTrue();
    assertThat(cluster.value(b.total("x"))).isEqualTo("1");
    assertThat(cluster.value(a.add("x", 1))).isEqualTo("2");
  }

  @Test
  void hundredsAreSpreadOverTheOthersAndNoneIsLeft() {
    Process a = cluster.node("a");
    for (int i = 0; i < 300; i++) {
      cluster.value(a.add("x" + i, i));
    }
    Process b = cluster.node("b");
    Process c = cluster.node("c");

    DrainReport report = drained(a);

    assertThat(report.handedOff()).isEqualTo(300);
    assertThat(b.host.size()).isBetween(100, 200);
    assertThat(c.host.size()).isEqualTo(300 - b.host.size());
    for (int i = 0; i < 300; i++) {
      assertThat(cluster.value(a.total("x" + i))).isEqualTo(String.valueOf(i));
    }
  }

  @Test
  void noMoreThanSoManyAreOnTheirWayAtOnce() {
    cluster.handOff = HandOffSettings.DEFAULT.withAtOnce(3);
    Process a = cluster.node("a");
    for (int i = 0; i < 20; i++) {
      cluster.value(a.add("x" + i, i));
    }
    Process b = cluster.node("b");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().every(key -> new StoreFault.HoldReply(store));
    for (int i = 0; i < 20; i++) {
      a.add("x" + i, 1);
    }

    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofSeconds(1));

    long closed = IntStream.range(0, 20).filter(i -> !a.host.serves(new ObjectId("tally", "x" + i))).count();
    assertThat(closed).isEqualTo(3);
    assertThat(b.host.size()).isEqualTo(3);
    store.complete(null);
    cluster.time.advanceUntil(drained::isDone);
    assertThat(drained.join().handedOff()).isEqualTo(20);
  }

  @Test
  void aWriteInFlightIsFinishedAndCallsThatComeMeanwhileWaitAtTheHeir() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    Process client = cluster.client("c");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().next(new StoreFault.HoldReply(store));
    CompletableFuture<Answer> inFlight = a.add("x", 10);

    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofMillis(300));
    CompletableFuture<Answer> update = client.add("x", 100);
    CompletableFuture<Answer> query = b.total("x");
    cluster.time.advance(Duration.ofMillis(300));

    assertThat(drained).isNotDone();
    assertThat(inFlight).isNotDone();
    assertThat(update).isNotDone();
    assertThat(query).isNotDone();
    store.complete(null);
    assertThat(cluster.value(inFlight)).isEqualTo("11");
    cluster.time.advanceUntil(drained::isDone);
    cluster.time.advance(Duration.ofMillis(100));
    assertThat(query).isDone();
    assertThat(cluster.value(update)).isEqualTo("111");
    assertThat(b.host.serves(X)).isTrue();
  }

  @Test
  void updatesThatWaitInTheMailboxWhenItClosesAreDoneByTheHeir() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    cluster.node("b");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().next(new StoreFault.HoldReply(store));
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(a.add("x", 1));
    }

    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    for (int i = 0; i < 10; i++) {
      calls.add(a.add("x", 1));
    }
    cluster.time.advance(Duration.ofMillis(50));
    store.complete(null);
    cluster.time.advanceUntil(drained::isDone);

    calls.forEach(call -> assertThat(cluster.answer(call)).isInstanceOf(Answer.Done.class));
    assertThat(cluster.value(a.total("x"))).isEqualTo("21");
  }

  @Test
  void aWriteOfUnknownOutcomeIsSettledAtTheHeir() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    cluster.store.faults().every(key -> new StoreFault.LoseReply()).failReads("down");
    CompletableFuture<Answer> inDoubt = a.add("x", 10);

    Objects.requireNonNull(a.moving).drain();
    // The owner gives its write up after its deadline of 5 s. It has not departed, so the heir need not wait for its lease (protocol L5).
    cluster.time.advanceUntil(() -> a.host.size() == 0);
    assertThat(inDoubt).isNotDone();
    cluster.store.faults().heal();

    assertThat(cluster.value(inDoubt)).isEqualTo("11");
    assertThat(b.host.serves(X)).isTrue();
    assertThat(cluster.value(a.total("x"))).isEqualTo("11");
  }

  @Test
  void anOwnerThatDiesDuringTheHandOffIsWaitedOut() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().next(new StoreFault.HoldReply(store));
    a.add("x", 10);
    Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofMillis(100));
    CompletableFuture<Answer> query = b.total("x");

    cluster.network.partition(Set.of("a"), Set.of("b"));
    cluster.registry.suspend(a.incarnation());
    cluster.registry.expire(a.incarnation());
    long gone = cluster.time.platform().ticker().nanos();
    cluster.time.advance(TAKEOVER_WAIT.minusMillis(20));

    assertThat(query).isNotDone();
    assertThat(cluster.value(query)).isEqualTo("11");
    assertThat(servedFrom("b") - gone).isGreaterThanOrEqualTo(TAKEOVER_WAIT.toNanos());
    cluster.registry.resume(a.incarnation());
  }

  @Test
  void anHeirThatDiesDuringTheHandOffIsReplacedByWhoeverIsCalledNext() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().next(new StoreFault.HoldReply(store));
    CompletableFuture<Answer> inFlight = a.add("x", 10);
    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofMillis(100));
    assertThat(b.host.has(X)).isTrue();
    Process c = cluster.node("c");

    cluster.network.partition(Set.of("b"), Set.of("a", "c"));
    cluster.registry.suspend(b.incarnation());
    cluster.registry.expire(b.incarnation());
    store.complete(null);

    assertThat(cluster.value(inFlight)).isEqualTo("11");
    cluster.time.advanceUntil(drained::isDone);
    long released = cluster.time.platform().ticker().nanos();
    assertThat(cluster.value(c.add("x", 100))).isEqualTo("111");
    // The heir's claim was gone at the release, so it was clean for everybody.
    assertThat(servedFrom("c") - released).isLessThan(TAKEOVER_WAIT.toNanos());
  }

  @Test
  void afterAnHeirThatDiesBetweenTheReleaseAndItsServiceOthersWait() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    CompletableFuture<Void> store = new CompletableFuture<>();
    cluster.store.faults().next(new StoreFault.HoldReply(store));
    a.add("x", 10);
    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofMillis(100));
    assertThat(b.host.has(X)).isTrue();
    Process c = cluster.node("c");

    cluster.registry.suspend(b.incarnation());
    store.complete(null);
    cluster.time.advanceUntil(drained::isDone);
    cluster.registry.expire(b.incarnation());
    long gone = cluster.time.platform().ticker().nanos();

    // The release was to the claim of the one that is gone: nobody else profits from it.
    assertThat(cluster.value(c.add("x", 100))).isEqualTo("111");
    assertThat(servedFrom("c") - gone).isGreaterThanOrEqualTo(TAKEOVER_WAIT.toNanos());
  }

  @Test
  void anHeirThatIsItselfInItsTakeoverWaitHandsOffOnlyAfterIt() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    cluster.network.partition(Set.of("a"), Set.of("b"));
    cluster.registry.suspend(a.incarnation());
    cluster.registry.expire(a.incarnation());
    long gone = cluster.time.platform().ticker().nanos();
    CompletableFuture<Answer> query = b.total("x");
    cluster.time.advance(Duration.ofMillis(100));
    assertThat(b.host.has(X)).isTrue();
    cluster.node("c");

    CompletableFuture<DrainReport> drained = Objects.requireNonNull(b.moving).drain();
    cluster.time.advance(Duration.ofSeconds(2));
    assertThat(drained).isNotDone();
    cluster.time.advanceUntil(drained::isDone);

    assertThat(drained.join().handedOff()).isEqualTo(1);
    assertThat(cluster.value(query)).isEqualTo("1");
    assertThat(cluster.service.of(X).get(1).fromNanos() - gone).isGreaterThanOrEqualTo(TAKEOVER_WAIT.toNanos());
    assertThat(cluster.service.of(X).getLast().node()).isEqualTo("c");
    cluster.registry.resume(a.incarnation());
  }

  @Test
  void anOwnerThatHearsNothingOfItsHeirKeepsTheObjectUntilItFindsAnother() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    cluster.network.dropReplies("b", "a", 1);

    CompletableFuture<DrainReport> drained = Objects.requireNonNull(a.moving).drain();
    cluster.time.advance(Duration.ofSeconds(2));
    assertThat(a.host.serves(X)).isTrue();
    assertThat(cluster.value(a.add("x", 1))).isEqualTo("2");
    cluster.time.advanceUntil(drained::isDone);

    cluster.time.advance(Duration.ofMillis(100));
    assertThat(cluster.value(a.add("x", 1))).isEqualTo("3");
    assertThat(b.host.serves(X)).isTrue();
  }

  @Test
  void anHeirWhoseOwnerKeepsTheObjectGivesUp() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");

    List<Boolean> queued = new ArrayList<>();
    b.host.succeed(X, a.incarnation(), OneThreadCluster.HEIRS_PATIENCE, queued::add);
    cluster.time.advance(Duration.ofMillis(100));
    assertThat(queued).containsExactly(true);
    assertThat(cluster.registry.claimCount()).isEqualTo(2);
    CompletableFuture<Answer> waits = b.add("x", 1);
    cluster.time.advance(OneThreadCluster.HEIRS_PATIENCE);

    assertThat(cluster.value(waits)).isEqualTo("2");
    assertThat(b.host.size()).isZero();
    assertThat(cluster.registry.claimCount()).isEqualTo(1);
    assertThat(a.host.serves(X)).isTrue();
  }

  @Test
  void aNodeWithoutOthersReleasesToNobodyAndItsSuccessorNeedNotWait() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));

    DrainReport report = drained(a);

    assertThat(report.released()).isEqualTo(1);
    assertThat(cluster.registry.objectCount()).isZero();
    Process b = cluster.node("b");
    long before = cluster.time.platform().ticker().nanos();
    assertThat(cluster.value(b.add("x", 1))).isEqualTo("2");
    assertThat(servedFrom("b") - before).isLessThan(TAKEOVER_WAIT.toNanos());
  }

  @Test
  void whoDrainsTakesNothingNew() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    drained(a);

    for (int i = 0; i < 20; i++) {
      cluster.value(a.add("x" + i, 1));
    }
    List<Boolean> queued = new ArrayList<>();
    a.host.succeed(new ObjectId("tally", "x1"), b.incarnation(), OneThreadCluster.HEIRS_PATIENCE, queued::add);
    cluster.time.run();

    assertThat(a.host.size()).isZero();
    assertThat(queued).containsExactly(false);
  }

  @Test
  void whoDrainsGoesOnDrainingInItsNextLife() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    drained(a);

    cluster.registry.suspend(a.incarnation());
    cluster.registry.expire(a.incarnation());
    cluster.registry.resume(a.incarnation());
    cluster.time.advance(Duration.ofSeconds(2));

    for (int i = 0; i < 10; i++) {
      cluster.value(b.add("x" + i, 1));
    }
    assertThat(a.host.size()).isZero();
    assertThat(b.keeper.current().incarnation().members().hosts()).hasSize(1);
  }

  @Test
  void aDrainThatCantEndEndsWithItsTime() {
    cluster.handOff = HandOffSettings.DEFAULT.withDrainTimeout(Duration.ofSeconds(2));
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    cluster.node("b");
    cluster.store.faults().next(new StoreFault.HoldReply(new CompletableFuture<>()));
    a.add("x", 10);

    DrainReport report = drained(a);

    assertThat(report.left()).isEqualTo(1);
    assertThat(report.took()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anUpdateThatDoesNotEndIsNotWaitedForForEver() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    Process b = cluster.node("b");
    Process client = cluster.client("c");
    List<CompletableFuture<Answer>> others = new ArrayList<>();
    OneThreadCluster.during = () -> {
      OneThreadCluster.during = () -> { };
      Objects.requireNonNull(a.moving).drain();
      cluster.time.advance(Duration.ofSeconds(1));
      others.add(client.total("x"));
      // A write may take 5 s, so it is waited for 6 s and until the next sweep, after 2 s at most.
      cluster.time.advance(Duration.ofMillis(7_800));
    };

    CompletableFuture<Answer> slow = client.addSlowly("x", 10);

    assertThat(others.getFirst()).isDone();
    assertThat(cluster.value(others.getFirst())).isEqualTo("1");
    assertThat(b.host.serves(X)).isTrue();
    assertThat(cluster.value(slow)).isEqualTo("11");
    assertThat(cluster.value(client.total("x"))).isEqualTo("11");
  }

  @Test
  void callsWithoutPauseThroughRollingDrainsAllSucceed() {
    Process client = cluster.client("c");
    Process node = cluster.node("n0");
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int round = 1; round <= 20; round++) {
      Process next = cluster.node("n" + round);
      CompletableFuture<DrainReport> drained = Objects.requireNonNull(node.moving).drain();
      while (!drained.isDone()) {
        for (int i = 0; i < 10; i++) {
          calls.add(client.add("x" + i, 1));
          calls.add((i % 2 == 0 ? node : next).total("x" + i));
        }
        cluster.time.advance(Duration.ofMillis(1));
      }
      node.host.leave(Duration.ofSeconds(1));
      node.keeper.leave();
      cluster.time.advance(Duration.ofMillis(20));
      node = next;
    }

    calls.forEach(call -> assertThat(cluster.answer(call)).isInstanceOf(Answer.Done.class));
    int total = 0;
    for (int i = 0; i < 10; i++) {
      total += Integer.parseInt(cluster.value(client.total("x" + i)));
    }
    assertThat(total).isEqualTo(calls.size() / 2);
  }

  private DrainReport drained(Process node) {
    CompletableFuture<DrainReport> drained = Objects.requireNonNull(node.moving).drain();
    cluster.time.advanceUntil(drained::isDone);
    cluster.time.advance(Duration.ofMillis(100));
    return drained.join();
  }

  private long servedFrom(String node) {
    return cluster.service.of(X).stream().filter(service -> service.node().equals(node)).findFirst().orElseThrow().fromNanos();
  }
}

package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.highlander.AccessDenied;
import dev.highlander.Caller;
import dev.highlander.HandlerFailed;
import dev.highlander.HighlanderException;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Ref;
import dev.highlander.Rejected;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import dev.highlander.UpdateOutcome;
import dev.highlander.VersionConflict;
import dev.highlander.Versioned;
import dev.highlander.testkit.cluster.ActivationLog;
import dev.highlander.testkit.cluster.ClusterExtension;
import dev.highlander.testkit.cluster.ClusterReport;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three JVMs and everything that the kit can do to them. The tests share the cluster; each finds it healed, with all nodes alive. */
class ClusterExtensionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.of(TestCluster.nodes("a", "b", "c").types(Counter.class));

  @Test
  void callsEnterAtTheClientAndAtEveryNodeAndAreRecorded(TestCluster cluster) {
    cluster.ref(Counter.class, "plain").update(Counter::add, 1);
    for (TestNode node : cluster.nodes()) {
      assertThat(node.ref(Counter.class, "plain").update(Counter::add, 1)).isGreaterThan(1);
    }
    assertThat(cluster.ref(Counter.class, "plain").query(Counter::doubled)).isEqualTo(8);
    cluster.ref(Counter.class, "plain").put(new Counter(100));
    RequestId request = RequestId.named("once");
    for (TestNode node : cluster.nodes()) {
      assertThat(node.ref(Counter.class, "plain").withRequest(request).update(Counter::add, 5)).isEqualTo(105);
    }

    ClusterReport report = cluster.verify();
    assertThat(cluster.history().byObject().get("counter/plain")).hasSize(9);
    assertThat(report.checked()).isPositive();
    assertThat(cluster.writes().of("counter/plain")).isNotEmpty();
  }

  @Test
  void handlersThatDrawIdsAreReportedAsNotJudged(TestCluster cluster) {
    cluster.ref(Counter.class, "not-stamped").update(Counter::add, 1);
    cluster.ref(Counter.class, "stamped").update(Counter::stamp);

    assertThat(cluster.verify().unchecked()).singleElement().asString().contains("counter/stamped", "Call.newId()");
  }

  @Test
  void anObjectOfAKilledNodeIsServedByAnotherAndTheNodeComesBack(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Counter.class, "killed");
    add(cluster.ref(Counter.class, id), 3);

    cluster.kill("a");
    add(cluster.node("b").ref(Counter.class, id), 3);
    assertThat(cluster.owner(Counter.class, id).name()).isNotEqualTo("a");
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> cluster.node("a").ref(Counter.class, id).update(Counter::add, 1));
    cluster.restart("a");
    add(cluster.node("a").ref(Counter.class, id), 3);

    cluster.verify();
  }

  @Test
  void aTerminatedNodeGivesItsObjectsBackBeforeItIsGone(TestCluster cluster) {
    String id = cluster.idOwnedBy("c", Counter.class, "ended");
    cluster.ref(Counter.class, id).update(Counter::add, 1);

    cluster.terminate("c");
    cluster.ref(Counter.class, id).update(Counter::add, 1);

    ActivationLog.Service first = cluster.activations().of("counter/" + id).getFirst();
    assertThat(first.live()).isFalse();
    assertThat(first.reason()).isNotEqualTo("process ended");
    cluster.verify();
  }

  @Test
  void aPausedNodeServesNothingStaleAfterwards(TestCluster cluster) {
    String id = cluster.idOwnedBy("b", Counter.class, "paused");
    cluster.ref(Counter.class, id).update(Counter::add, 1);

    cluster.pause("b");
    try {
      assertThatExceptionOfType(Unavailable.class)
          .isThrownBy(() -> cluster.node("b").ref(Counter.class, id).within(Duration.ofMillis(200)).query(Counter::doubled));
      add(cluster.node("c").ref(Counter.class, id), 2);
    } finally {
      cluster.resume("b");
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.node("b").ref(Counter.class, id).query(Counter::doubled)).isEqualTo(6));

    cluster.verify();
  }

  @Test
  void twoNodesThatCannotReachEachOtherDoSoAgainAfterHealing(TestCluster cluster) {
    String id = cluster.idOwnedBy("b", Counter.class, "apart");
    cluster.node("a").ref(Counter.class, id).update(Counter::add, 1);

    cluster.partition("a", "b");
    assertThatExceptionOfType(HighlanderException.class)
        .isThrownBy(() -> cluster.node("a").ref(Counter.class, id).within(Duration.ofMillis(300)).update(Counter::add, 1));
    cluster.heal("a", "b");

    await().atMost(PATIENCE).ignoreExceptions().until(() -> cluster.node("a").ref(Counter.class, id).update(Counter::add, 1) > 1);
    cluster.verify();
  }

  @Test
  void aNodeThatIsCutFromZooKeeperLosesItsObjectsAndJoinsAgain(TestCluster cluster) {
    String id = cluster.idOwnedBy("c", Counter.class, "cut");
    cluster.ref(Counter.class, id).update(Counter::add, 1);
    int joined = cluster.node("c").incarnations().size();

    cluster.cutFromZooKeeper("c");
    await("another node serves").atMost(PATIENCE).ignoreExceptions().until(() -> !cluster.owner(Counter.class, id).name().equals("c"));
    add(cluster.node("a").ref(Counter.class, id), 2);
    cluster.heal();
    cluster.node("c").awaitJoined(joined + 1, PATIENCE);
    add(cluster.node("c").ref(Counter.class, id), 2);

    cluster.verify();
  }

  @Test
  void aNodeThatNoPeerReachesIsExpelledAndJoinsAgain(TestCluster cluster) {
    String id = cluster.idOwnedBy("c", Counter.class, "lonely");
    cluster.ref(Counter.class, id).update(Counter::add, 1);
    int joined = cluster.node("c").incarnations().size();

    cluster.cutFromPeers("c");
    add(cluster.node("a").ref(Counter.class, id), 2);
    assertThat(cluster.owner(Counter.class, id).name()).isNotEqualTo("c");
    cluster.heal();
    cluster.node("c").awaitJoined(joined + 1, PATIENCE);
    add(cluster.node("c").ref(Counter.class, id), 2);

    cluster.verify();
  }

  @Test
  void aNodeThatIsCutFromTheStoreReadsAndDoesNotUpdate(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Counter.class, "dry");
    cluster.ref(Counter.class, id).update(Counter::add, 1);

    cluster.cutFromStore("a");
    Ref<Counter> ref = cluster.node("b").ref(Counter.class, id).within(Duration.ofMillis(800));
    assertThatExceptionOfType(HighlanderException.class).isThrownBy(() -> ref.update(Counter::add, 1));
    assertThat(cluster.node("b").ref(Counter.class, id).query(Counter::doubled)).isEqualTo(2);
    cluster.heal();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> cluster.node("b").ref(Counter.class, id).update(Counter::add, 1) > 1);

    cluster.verify();
  }

  @Test
  void aNodeWhoseSessionExpiresJoinsAgainAtOnce(TestCluster cluster) {
    String id = cluster.idOwnedBy("b", Counter.class, "expired");
    cluster.ref(Counter.class, id).update(Counter::add, 1);
    int joined = cluster.node("b").incarnations().size();

    cluster.expireSession("b");
    cluster.node("b").awaitJoined(joined + 1, PATIENCE);
    add(cluster.node("b").ref(Counter.class, id), 2);

    assertThat(cluster.node("b").incarnations()).doesNotHaveDuplicates();
    cluster.verify();
  }

  @Test
  void aSlowWayIsSlowInItsDirectionOnlyAndLosesNothing(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Counter.class, "slow");
    cluster.node("b").ref(Counter.class, id).update(Counter::add, 1);

    cluster.way("b", "a").delay(Duration.ofMillis(150), Duration.ofMillis(50));
    long slow = millis(() -> cluster.node("b").ref(Counter.class, id).query(Counter::doubled));
    cluster.way("b", "a").reset();
    add(cluster.node("b").ref(Counter.class, id), 3);
    cluster.way("b", "a").heal();

    assertThat(slow).isGreaterThanOrEqualTo(150);
    cluster.verify();
  }

  @Test
  void partiesThatDoNotExistAreNamed(TestCluster cluster) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> cluster.partition("a", "d"))
        .withMessageContaining("[a, b, c, client, store, zookeeper]");
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> cluster.way(TestCluster.STORE, TestCluster.ZOOKEEPER));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> cluster.kill("d")).withMessageContaining("[a, b, c]");
  }

  private static void add(Ref<Counter> ref, int times) {
    for (int i = 0; i < times; i++) {
      ref.update(Counter::add, 1);
    }
  }

  private static long millis(Runnable call) {
    long began = System.nanoTime();
    call.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @Test
  void whatWasRefusedNeverHappened(TestCluster cluster) {
    Ref<Counter> ref = cluster.ref(Counter.class, "refused");
    for (int amount : List.of(1, -1, 2)) {
      try {
        ref.update(Counter::add, amount);
      } catch (HighlanderException rejected) {
        assertThat(amount).isNegative();
      }
    }
    assertThat(ref.get()).isEqualTo(new Counter(3));
    assertThatExceptionOfType(Rejected.class).isThrownBy(() -> ref.update(Counter::take, 4));
    assertThatExceptionOfType(AccessDenied.class).isThrownBy(() -> ref.as(Caller.user("eve")).update(Counter::clear));
    assertThatExceptionOfType(HandlerFailed.class).isThrownBy(() -> ref.query(Counter::share, 0));
    Versioned<Counter> read = ref.read();
    ref.update(Counter::clear);
    assertThatExceptionOfType(VersionConflict.class).isThrownBy(() -> ref.putIf(read.version(), new Counter(9)));
    ref.edit(counter -> new Counter(counter.value() + 1));
    assertThat(cluster.verify().unchecked()).noneMatch(left -> left.contains("counter/refused"));
  }

  @Test
  void whatWasSettledStaysSo(TestCluster cluster) {
    Ref<Counter> ref = cluster.ref(Counter.class, "settled");
    RequestId applied = RequestId.named("applied");
    RequestId never = RequestId.named("never");
    ref.withRequest(applied).update(Counter::add, 1);

    assertThat(ref.outcome(applied)).isInstanceOf(UpdateOutcome.Applied.class);
    assertThat(ref.outcome(never)).isInstanceOf(UpdateOutcome.NotApplied.class);
    assertThatExceptionOfType(Rejected.class).isThrownBy(() -> ref.withRequest(never).update(Counter::add, 1));
    assertThat(ref.get()).isEqualTo(new Counter(1));
    cluster.verify();
  }
}

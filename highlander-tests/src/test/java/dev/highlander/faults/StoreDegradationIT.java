package dev.highlander.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.highlander.OutcomeUnknown;
import dev.highlander.Ref;
import dev.highlander.Unavailable;
import dev.highlander.testkit.cluster.ClusterExtension;
import dev.highlander.testkit.cluster.StoreFaults;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.fault.HttpFault;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What callers see when the store is slow, answers with errors, loses answers, or carries requests out late or twice. Two node processes. */
class StoreDegradationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpFault SLOW_DOWN = new HttpFault.Answer(503, "SlowDown");

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.of(TestCluster.nodes("a", "b").types(Purse.class));

  @Test
  void aSlowStoreMakesUpdatesSlowAndReadsOfActiveObjectsDoNotNotice(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "slow");

    cluster.storeFaults("a").every(new HttpFault.Slow(Duration.ofMillis(400)));
    long update = millis(() -> purse.update(Purse::add, 1L, "x"));
    long query = millis(() -> purse.query(Purse::look));

    assertThat(update).isGreaterThanOrEqualTo(400);
    assertThat(query).isLessThan(400);
    cluster.verify();
  }

  @Test
  void whileTheStoreAnswers503UpdatesWaitAndReadsGoOn(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "busy");

    cluster.storeFaults().during(Duration.ofSeconds(1), StoreFaults.ANY, SLOW_DOWN);
    long update = millis(() -> purse.update(Purse::add, 1L, "x"));

    assertThat(update).as("until the store is well").isGreaterThan(500);
    assertThat(purse.query(Purse::look)).isEqualTo("2 since x");
    assertThat(cluster.storeFaults().met()).isPositive();
    cluster.verify();
  }

  @Test
  void aStoreThatGoesOnAnswering503LeavesReadsAndAnUnknownOutcomeThatCanBeSettled(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "ill");

    cluster.storeFaults().every(SLOW_DOWN);
    Ref<Purse> hasty = purse.within(Duration.ofSeconds(1));
    OutcomeUnknown unknown = catchUnknown(() -> hasty.update(Purse::add, 1L, "perhaps"));
    assertThat(purse.query(Purse::look)).isEqualTo("1 since before");
    assertThatExceptionOfType(Unavailable.class)
        .as("an object that would have to be loaded")
        .isThrownBy(() -> cluster.ref(Purse.class, "ill-cold").within(Duration.ofSeconds(1)).query(Purse::look));
    cluster.heal();

    assertThat(purse.withRequest(unknown.requestId()).update(Purse::add, 1L, "perhaps")).isEqualTo(2);
    assertThat(purse.query(Purse::look)).isEqualTo("2 since perhaps");
    cluster.verify();
  }

  @Test
  void errorsAfterTheWriteAndLostAnswersAreNotSeenByCallersAndNothingIsWrittenTwice(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "after");
    StoreFaults faults = cluster.storeFaults("a");
    long met = faults.met();

    faults.next(1, StoreFaults.WRITES, new HttpFault.FailAfterCommit(500, "InternalError"));
    assertThat(purse.update(Purse::add, 1L, "500 after it was done")).isEqualTo(2);
    faults.next(1, StoreFaults.WRITES, new HttpFault.LoseReply());
    assertThat(purse.update(Purse::add, 1L, "reset after the body")).isEqualTo(3);
    faults.next(1, StoreFaults.WRITES, new HttpFault.SilenceAfterCommit());
    assertThat(purse.update(Purse::add, 1L, "no answer at all")).isEqualTo(4);
    faults.next(2, StoreFaults.WRITES, new HttpFault.Reset());
    assertThat(purse.update(Purse::add, 1L, "reset before it was done, twice")).isEqualTo(5);

    assertThat(faults.met() - met).isEqualTo(5);
    assertThat(purse.read().version()).as("one write for each update").isEqualTo(5);
    cluster.verify();
  }

  @Test
  void writesThatArriveLateOrTwiceChangeNothing(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "late");
    StoreFaults faults = cluster.storeFaults("a");

    faults.next(1, StoreFaults.WRITES, new HttpFault.Late(Duration.ofSeconds(3)));
    long began = System.nanoTime();
    assertThat(purse.update(Purse::add, 1L, "sent again, since the first request got lost")).isEqualTo(2);
    faults.next(1, StoreFaults.WRITES, new HttpFault.Twice(Duration.ofSeconds(1)));
    assertThat(purse.update(Purse::add, 1L, "seen twice by the store")).isEqualTo(3);
    assertThat(purse.update(Purse::add, 1L, "last")).isEqualTo(4);
    await("both late requests have arrived").atMost(PATIENCE).until(() -> System.nanoTime() - began > Duration.ofSeconds(4).toNanos());

    assertThat(purse.strict().query(Purse::look)).isEqualTo("4 since last");
    assertThat(purse.read().version()).isEqualTo(4);
    cluster.verify();
  }

  @Test
  void aWriteOfADeadOwnerThatArrivesAfterItsHeirHasWrittenIsRefused(TestCluster cluster) {
    Ref<Purse> purse = ownedByA(cluster, "dead");
    StoreFaults faults = cluster.storeFaults("a");

    faults.next(1, StoreFaults.WRITES, new HttpFault.Late(Duration.ofSeconds(6))).every(new HttpFault.Reset());
    long began = System.nanoTime();
    long met = faults.met();
    SteadyCaller caller = new SteadyCaller(() -> purse.update(Purse::add, 1L, "x"));
    try (caller) {
      await("the write is on its way").atMost(PATIENCE).until(() -> faults.met() > met);
      cluster.kill("a");
      await("the heir answers").atMost(PATIENCE).until(() -> caller.answered() > 20);
      await("the late write has arrived").atMost(PATIENCE).until(() -> System.nanoTime() - began > Duration.ofSeconds(7).toNanos());
    }

    assertThat(caller.errors()).isEmpty();
    assertThat(purse.strict().query(Purse::look)).isEqualTo(caller.answered() + 1 + " since x");
    cluster.verify();
  }

  /** A purse with one coin, which node a serves and node b asks for. */
  private static Ref<Purse> ownedByA(TestCluster cluster, String prefix) {
    String id = cluster.idOwnedBy("a", Purse.class, prefix);
    Ref<Purse> purse = cluster.node("b").ref(Purse.class, id);
    purse.update(Purse::add, 1L, "before");
    return purse;
  }

  private static OutcomeUnknown catchUnknown(Runnable call) {
    try {
      call.run();
    } catch (OutcomeUnknown e) {
      return e;
    }
    throw new AssertionError("the call has ended with a known outcome");
  }

  private static long millis(Runnable call) {
    long began = System.nanoTime();
    call.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }
}

package dev.highlander.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.highlander.ErrorKind;
import dev.highlander.HighlanderException;
import dev.highlander.NodeSettings;
import dev.highlander.Ref;
import dev.highlander.Unavailable;
import dev.highlander.testkit.cluster.ActivationLog.Service;
import dev.highlander.testkit.cluster.ClusterExtension;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestClusterBuilder;
import dev.highlander.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What callers see when an ensemble of three ZooKeeper servers loses its leader, its quorum, everything, or the link between two servers. */
class ZooKeeperDegradationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration SESSION = Duration.ofSeconds(6);

  /** How long the whole ensemble stands still: minutes if they are asked for, longer than a session by default. */
  private static final Duration STOPPED = Duration.ofSeconds(Long.getLong("degradation.stopped", SESSION.toSeconds() + 1));

  /** Longer than any election; calls that wait less than this fail only if nobody serves for that long. */
  private static final Duration ELECTION = Duration.ofSeconds(20);

  /** How an update may end when nobody can serve: refused, or begun and not confirmed by the lease. */
  private static final Set<ErrorKind> SILENCE = Set.of(ErrorKind.UNAVAILABLE, ErrorKind.OUTCOME_UNKNOWN);

  private static final NodeSettings SETTINGS =
      TestClusterBuilder.TEST_SETTINGS.toBuilder().sessionTimeout(SESSION).lease(LEASE).idle(Duration.ofMinutes(5)).build();

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.of(TestCluster.nodes("a", "b").types(Purse.class).settings(SETTINGS).zooKeeperServers(3));

  @Test
  void whenTheLeaderDiesCallsWaitAtMostAndEveryOwnerStays(TestCluster cluster) {
    String read = cluster.idOwnedBy("a", Purse.class, "leader-read");
    String updated = cluster.idOwnedBy("a", Purse.class, "leader-updated");
    List<Integer> joined = joined(cluster);

    try (SteadyCaller updates = updating(cluster, updated);
        SteadyCaller queries = reading(cluster, read)) {
      String leader = cluster.zooKeeper().leader();
      cluster.zooKeeper().kill(leader);
      cluster.ref(Purse.class, "leader-new").within(ELECTION).update(Purse::add, 1L, "needs a claim");
      assertThat(cluster.zooKeeper().leader()).isNotEqualTo(leader);
      awaitAnswered(10, updates, queries);
      cluster.zooKeeper().start();

      assertThat(updates.errors()).isEmpty();
      assertThat(queries.errors()).isEmpty();
      System.out.printf("leader killed: updates waited for at most %d ms, queries %d ms%n", updates.longestMillis(), queries.longestMillis());
    }
    assertThat(joined(cluster)).as("sessions outlive their leader").isEqualTo(joined);
    assertThat(activations(cluster, read)).hasSize(1);
    cluster.verify();
  }

  @Test
  void withoutAQuorumOwnersAreSilentAfterTheirLeaseAndGoOnWhenItReturns(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Purse.class, "quorum");
    List<Integer> joined = joined(cluster);
    Ref<Purse> purse = cluster.ref(Purse.class, id).within(Duration.ofMillis(300));
    purse.update(Purse::add, 1L, "before");

    String[] followers = cluster.zooKeeper().followers().toArray(String[]::new);
    long lost = System.nanoTime();
    cluster.zooKeeper().pause(followers);
    assertThat(purse.query(Purse::look)).as("within the lease").isEqualTo("1 since before");
    long silentAfter = awaitSilence(purse, lost);
    refusesUpdates(purse);
    cluster.zooKeeper().resume(followers);

    String back = cluster.ref(Purse.class, id).within(ELECTION).query(Purse::look);
    System.out.printf("quorum lost: silent after %d ms%n", silentAfter);
    assertThat(back).isIn("1 since before", "2 since during");
    assertThat(joined(cluster)).as("the quorum came back within the sessions' time").isEqualTo(joined);
    assertThat(activations(cluster, id)).as("nothing was loaded again").hasSize(1);
    cluster.verify();
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void whileTheWholeEnsembleStandsStillNobodyAnswersAndAfterwardsEverythingIsThere(TestCluster cluster) {
    List<String> ids = List.of(cluster.idOwnedBy("a", Purse.class, "still"), cluster.idOwnedBy("b", Purse.class, "still"));
    ids.forEach(id -> cluster.ref(Purse.class, id).update(Purse::add, 1L, "before"));
    Ref<Purse> purse = cluster.ref(Purse.class, ids.getFirst()).within(Duration.ofMillis(300));

    long stopped = System.nanoTime();
    cluster.stopZooKeeper();
    long silentAfter = awaitSilence(purse, stopped);
    while (System.nanoTime() - stopped < STOPPED.toNanos()) {
      refuses(purse);
      refusesUpdates(purse);
    }
    cluster.startZooKeeper();

    long started = System.nanoTime();
    for (String id : ids) {
      assertThat(cluster.ref(Purse.class, id).within(PATIENCE).query(Purse::look)).matches("[12] since (before|during)");
      cluster.ref(Purse.class, id).within(PATIENCE).update(Purse::add, 1L, "after");
    }
    System.out.printf("ensemble stopped: silent after %d ms, all answer %d ms after its start%n", silentAfter, millisSince(started));
    cluster.verify();
  }

  @Test
  void aNodeAtAFollowerThatIsCutFromItsLeaderGoesOnAtAnotherServer(TestCluster cluster) {
    String read = cluster.idOwnedBy("a", Purse.class, "moved-read");
    String updated = cluster.idOwnedBy("a", Purse.class, "moved-updated");
    List<Integer> joined = joined(cluster);
    String follower = cluster.zooKeeper().followers().getFirst();
    cluster.zooKeeper().attach("a", follower);

    try (SteadyCaller updates = updating(cluster, updated);
        SteadyCaller queries = reading(cluster, read)) {
      cluster.partition(follower, cluster.zooKeeper().leader());
      await("a finds another server").atMost(PATIENCE).until(() -> cluster.zooKeeper().serverOf("a").stream().anyMatch(now -> !now.equals(follower)));
      awaitAnswered(10, updates, queries);

      assertThat(updates.errors()).isEmpty();
      assertThat(queries.errors()).isEmpty();
      System.out.printf("follower cut: updates waited for at most %d ms, queries %d ms%n", updates.longestMillis(), queries.longestMillis());
    }
    assertThat(joined(cluster)).isEqualTo(joined);
    assertThat(activations(cluster, read)).hasSize(1);
    cluster.verify();
  }

  @Test
  void aNodeThatReachesOnlyAFollowerWithoutALeaderIsSilentAfterItsLeaseAndLosesItsObjects(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Purse.class, "taken");
    int joined = cluster.node("a").incarnations().size();
    String leader = cluster.zooKeeper().leader();
    String follower = cluster.zooKeeper().followers().getFirst();
    cluster.zooKeeper().attach("a", follower);
    cluster.ref(Purse.class, id).update(Purse::add, 1L, "before");
    Ref<Purse> atTheOwner = cluster.node("a").ref(Purse.class, id).within(Duration.ofMillis(300));

    cluster.zooKeeper().servers().stream().filter(other -> !other.equals(follower)).forEach(other -> cluster.partition("a", other));
    long cut = System.nanoTime();
    cluster.partition(follower, leader);
    long silentAfter = awaitSilence(atTheOwner, cut);
    cluster.node("b").ref(Purse.class, id).within(PATIENCE).update(Purse::add, 1L, "at the heir");
    System.out.printf("only a follower without a leader: silent after %d ms, its heir answers after %d ms%n", silentAfter, millisSince(cut));
    assertThat(cluster.owner(Purse.class, id).name()).isEqualTo("b");
    refuses(atTheOwner);
    cluster.heal();
    cluster.node("a").awaitJoined(joined + 1, PATIENCE);

    assertThat(cluster.node("a").ref(Purse.class, id).query(Purse::look)).isEqualTo("2 since at the heir");
    cluster.verify();
  }

  @Test
  void whenTheEnsembleLosesItsDataEverybodyJoinsAgainAndEveryStateIsThere(TestCluster cluster) {
    String id = cluster.idOwnedBy("a", Purse.class, "lost");
    cluster.ref(Purse.class, id).update(Purse::add, 1L, "before");
    List<Integer> joined = joined(cluster);

    cluster.zooKeeper().loseData();
    for (int i = 0; i < joined.size(); i++) {
      cluster.nodes().get(i).awaitJoined(joined.get(i) + 1, PATIENCE);
    }

    assertThat(cluster.ref(Purse.class, id).within(PATIENCE).update(Purse::add, 1L, "after")).isEqualTo(2);
    cluster.verify();
  }

  private static SteadyCaller reading(TestCluster cluster, String id) {
    Ref<Purse> purse = cluster.node("b").ref(Purse.class, id).within(ELECTION);
    return new SteadyCaller(() -> purse.query(Purse::look));
  }

  /** An update that is durable when the lease ends is confirmed by a later activation, so its object may be loaded again. */
  private static SteadyCaller updating(TestCluster cluster, String id) {
    Ref<Purse> purse = cluster.node("b").ref(Purse.class, id).within(ELECTION);
    return new SteadyCaller(() -> purse.update(Purse::add, 1L, "x"));
  }

  /** Milliseconds until reads are refused, which is within the lease, and a little for the calls that find out. */
  private static long awaitSilence(Ref<Purse> purse, long sinceNanos) {
    await("the owner is silent").atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> !answers(purse));
    long silentAfter = millisSince(sinceNanos);
    assertThat(silentAfter).isLessThan(LEASE.plus(LEASE).toMillis());
    return silentAfter;
  }

  private static boolean answers(Ref<Purse> purse) {
    try {
      purse.query(Purse::look);
      return true;
    } catch (Unavailable e) {
      return false;
    }
  }

  private static void refuses(Ref<Purse> purse) {
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> purse.query(Purse::look));
  }

  private static void refusesUpdates(Ref<Purse> purse) {
    assertThatExceptionOfType(HighlanderException.class)
        .isThrownBy(() -> purse.update(Purse::add, 1L, "during"))
        .satisfies(e -> assertThat(e.kind()).isIn(SILENCE));
  }

  private static void awaitAnswered(int more, SteadyCaller... callers) {
    for (SteadyCaller caller : callers) {
      long enough = caller.answered() + more;
      await("calls are answered").atMost(PATIENCE).until(() -> caller.answered() >= enough);
    }
  }

  private static List<Integer> joined(TestCluster cluster) {
    return cluster.nodes().stream().map(TestNode::incarnations).map(List::size).toList();
  }

  private static List<Service> activations(TestCluster cluster, String id) {
    return new ArrayList<>(cluster.activations().of("purse/" + id));
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}

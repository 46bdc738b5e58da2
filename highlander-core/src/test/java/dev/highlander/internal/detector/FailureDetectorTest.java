package dev.highlander.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.detector.WatchedCluster.Node;
import dev.highlander.spi.Member;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is expelled, how soon, and above all who is not (protocol L4). Settings are the defaults: every 100 ms, 4 misses of 500 ms. */
class FailureDetectorTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final WatchedCluster cluster = new WatchedCluster(ProbeSettings.DEFAULT);

  @Test
  void aDeadNodeIsExpelledWithinAFewHundredMilliseconds() {
    List<Node> nodes = cluster.start("a", "b", "c");

    nodes.get(2).kill();
    cluster.time.advance(Duration.ofMillis(300));

    assertThat(cluster.members()).containsExactly("a", "b");
    assertThat(cluster.expulsions()).isEqualTo(1);
  }

  @Test
  void probesThatThrowAreNotTheLastOnes() {
    List<Node> nodes = cluster.start("a", "b", "c");
    cluster.broken = new OutOfMemoryError("for a moment");
    cluster.time.advance(Duration.ofSeconds(1));
    cluster.broken = null;
    cluster.time.advance(Duration.ofSeconds(5));
    assertThat(cluster.members()).containsExactly("a", "b", "c");

    nodes.get(2).kill();
    cluster.time.advance(Duration.ofMillis(300));

    assertThat(cluster.members()).containsExactly("a", "b");
  }

  @Test
  void aHealthyClusterAccusesNobody() {
    List<Node> nodes = cluster.start("a", "b", "c", "d");
    cluster.network.delay(Duration.ofMillis(1), Duration.ofMillis(240));

    cluster.time.advance(Duration.ofMinutes(10));

    assertThat(nodes).allSatisfy(node -> {
      assertThat(node.incarnations).hasSize(1);
      assertThat(node.total().accusations()).isZero();
      assertThat(node.total().probes()).isGreaterThan(1_000);
    });
  }

  @Test
  void aSilentNodeIsGivenSeveralProbes() {
    List<Node> nodes = cluster.start("a", "b", "c");

    cluster.network.partition(Set.of("c"), Set.of("a", "b"));
    cluster.time.advance(Duration.ofMillis(1_900));
    assertThat(cluster.members()).containsExactly("a", "b", "c");
    assertThat(nodes.get(0).total().accusations()).isZero();

    cluster.time.advance(Duration.ofMillis(500));
    assertThat(nodes.get(0).tenure().incarnation().members().find(nodes.get(2).incarnations.getFirst())).isEmpty();
  }

  @Test
  void aNodeThatOnlyOneOfThreeCantReachStays() {
    List<Node> nodes = cluster.start("a", "b", "c");

    cluster.network.partition(Set.of("a"), Set.of("c"));
    cluster.time.advance(MINUTE);

    assertThat(nodes.get(0).total().accusations()).isEqualTo(1);
    assertThat(nodes.get(2).total().accusations()).isEqualTo(1);
    assertThat(cluster.expulsions()).isZero();
    assertThat(cluster.members()).containsExactly("a", "b", "c");
  }

  @Test
  void aNodeThatAsManyReachAsDoNotStays() {
    List<Node> nodes = cluster.start("a", "b", "c", "d", "e");

    cluster.network.partition(Set.of("a", "b"), Set.of("e"));
    cluster.time.advance(MINUTE);

    assertThat(nodes.get(0).total().accusations()).isEqualTo(1);
    assertThat(cluster.expulsions()).isZero();
  }

  @Test
  void aNodeThatMoreCantReachThanCanIsExpelled() {
    List<Node> nodes = cluster.start("a", "b", "c", "d", "e");

    cluster.network.partition(Set.of("a", "b", "c"), Set.of("e"));
    cluster.time.advance(MINUTE);

    assertThat(nodes.get(4).incarnations).hasSize(2);
    assertThat(cluster.expulsions()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsCutOffAccusesNobodyAndIsExpelledOnceForAsLongAsItLasts() {
    List<Node> nodes = cluster.start("a", "b", "c");

    cluster.network.partition(Set.of("c"), Set.of("a", "b"));
    cluster.time.advance(Duration.ofMinutes(10));

    assertThat(nodes.get(2).total().accusations()).isZero();
    assertThat(nodes.get(2).incarnations).as("joined again and let be: nobody ever reached its new incarnation").hasSize(2);
    assertThat(nodes.get(0).incarnations).hasSize(1);
    assertThat(nodes.get(1).incarnations).hasSize(1);

    cluster.network.heal();
    cluster.time.advance(Duration.ofSeconds(1));
    nodes.get(2).kill();
    cluster.time.advance(Duration.ofMillis(300));
    assertThat(cluster.members()).as("once reached it is watched like any other").containsExactly("a", "b");
  }

  @Test
  void twoHalvesThatDontReachEachOtherExpelNobody() {
    List<Node> nodes = cluster.start("a", "b", "c", "d");

    cluster.network.partition(Set.of("a", "b"), Set.of("c", "d"));
    cluster.time.advance(MINUTE);

    assertThat(nodes).allSatisfy(node -> assertThat(node.incarnations).hasSize(1));
    assertThat(cluster.expulsions()).isZero();
  }

  @Test
  void aCutInOneDirectionIsACut() {
    List<Node> nodes = cluster.start("a", "b", "c");

    cluster.network.cut("c", "a"); // c's answers and questions don't arrive
    cluster.network.cut("c", "b");
    cluster.time.advance(Duration.ofSeconds(10));

    assertThat(nodes.get(2).incarnations).hasSize(2);
    assertThat(nodes.get(0).incarnations).hasSize(1);
    assertThat(nodes.get(1).incarnations).hasSize(1);
  }

  @Test
  void ofTwoNodesTheOtherOneIsExpelledByOneAlone() {
    List<Node> nodes = cluster.start("a", "b");

    nodes.get(1).kill();
    cluster.time.advance(Duration.ofMillis(300));

    assertThat(cluster.members()).containsExactly("a");
  }

  @Test
  void ofTwoNodesThatDontReachEachOtherOneIsExpelledOnce() {
    List<Node> nodes = cluster.start("a", "b");

    cluster.network.partition(Set.of("a"), Set.of("b"));
    cluster.time.advance(Duration.ofMinutes(10));

    assertThat(nodes.get(0).incarnations.size() + nodes.get(1).incarnations.size()).isEqualTo(3);
    assertThat(cluster.members()).containsExactly("a", "b");
  }

  @ParameterizedTest(name = "it stood still: {0}")
  @ValueSource(booleans = {false, true})
  void whatANodeMissedWhileItStoodStillIsHeldAgainstNobody(boolean stoodStill) {
    WatchedCluster two = new WatchedCluster(ProbeSettings.DEFAULT.withMisses(2));
    List<Node> nodes = two.start("a", "b");
    Node late = nodes.get(0);
    two.network.dropReplies("b", "a", 2);
    two.time.advanceUntil(() -> late.total().missed() == 1);
    two.time.advance(Duration.ofMillis(20)); // the second probe is under way

    if (stoodStill) {
      late.standStill();
    }
    two.time.advance(Duration.ofMillis(1_000));
    late.goOn();
    two.time.advance(Duration.ofMillis(300));

    assertThat(late.total().missed()).isEqualTo(2);
    assertThat(late.total().accusations()).isEqualTo(stoodStill ? 0 : 1);
    assertThat(two.expulsions()).isEqualTo(stoodStill ? 0 : 1);
  }

  @Test
  void aNodeWhoseLeaseIsNotRenewedAccusesNobodyAndSaysNothingOfOthers() {
    List<Node> nodes = cluster.start("a", "b", "c");
    cluster.registry.suspend(nodes.get(0).incarnation());
    cluster.time.advance(Duration.ofMillis(1_200));

    nodes.get(2).kill();
    cluster.time.advance(Duration.ofSeconds(5));
    assertThat(nodes.get(0).total().accusations()).isZero();
    assertThat(nodes.get(0).total().probes()).as("being asked again and again makes no storm of probes").isLessThan(300);
    assertThat(nodes.get(1).total().accusations()).isEqualTo(1);
    assertThat(cluster.expulsions()).as("one accuser is not enough").isZero();

    cluster.registry.resume(nodes.get(0).incarnation());
    cluster.time.advance(Duration.ofSeconds(1));
    assertThat(cluster.members()).containsExactly("a", "b");
  }

  @Test
  void ofManyThatDieAtOnceAQuarterIsExpelledInEachLease() {
    List<Node> nodes = cluster.start(IntStream.range(0, 9).mapToObj(i -> "n" + i).toArray(String[]::new));

    nodes.subList(5, 9).forEach(Node::kill);
    cluster.time.advance(Duration.ofSeconds(1));
    assertThat(cluster.members()).as("two of nine").hasSize(7);

    cluster.time.advance(Duration.ofMillis(900));
    assertThat(cluster.members()).hasSize(7);
    cluster.time.advance(Duration.ofSeconds(1));
    assertThat(cluster.members()).as("a quarter of the seven that are left").hasSize(6);
    cluster.time.advance(Duration.ofSeconds(5));
    assertThat(cluster.members()).containsExactly("n0", "n1", "n2", "n3", "n4");
  }

  @Test
  void mostOfAClusterIsNeverExpelledByTheRest() {
    List<Node> nodes = cluster.start("a", "b", "c", "d", "e");

    nodes.subList(2, 5).forEach(Node::kill);
    cluster.time.advance(MINUTE);

    assertThat(cluster.expulsions()).as("a and b reach one of four: perhaps it is they who are cut off").isZero();
  }

  @Test
  void aNodeThatAnswersNowAndThenStays() {
    List<Node> nodes = cluster.start("a", "b", "c");

    for (int i = 0; i < 60; i++) {
      cluster.network.partition(Set.of("c"), Set.of("a", "b"));
      cluster.time.advance(Duration.ofMillis(1_000));
      cluster.network.heal();
      cluster.time.advance(Duration.ofMillis(700));
    }

    assertThat(nodes.get(0).total().missed()).isGreaterThan(30);
    assertThat(nodes.get(2).incarnations).hasSize(1);
  }

  @Test
  void aDrainingNodeIsWatchedLikeAnyOther() {
    List<Node> nodes = cluster.start("a", "b", "c");
    nodes.get(2).tenure().incarnation().draining(true).join();
    cluster.time.advance(Duration.ofSeconds(1));

    nodes.get(2).kill();
    cluster.time.advance(Duration.ofMillis(300));

    assertThat(cluster.members()).containsExactly("a", "b");
  }

  @Test
  void clientsAreNotWatched() {
    cluster.start("a", "b");
    Node client = cluster.start("client", "client:1", Member.Role.CLIENT);
    cluster.time.advance(Duration.ofSeconds(1));

    client.kill();
    cluster.time.advance(Duration.ofSeconds(30));

    assertThat(cluster.members()).containsExactly("a", "b", "client");
  }

  @Test
  void aProcessThatStartsAgainAtTheSameAddressEndsWhatWasThereBefore() {
    List<Node> nodes = cluster.start("a", "b", "c");
    Node old = nodes.get(2);
    old.kill();

    Node again = cluster.start("c", "c:1", Member.Role.NODE);
    cluster.time.advance(Duration.ofMillis(500));

    assertThat(cluster.members()).containsExactly("a", "b", "c");
    assertThat(nodes.get(0).tenure().incarnation().members().find(old.incarnation())).isEmpty();
    assertThat(nodes.get(0).tenure().incarnation().members().find(again.incarnation())).isPresent();
  }

  @Test
  void aNodeThatWasNeverReachedIsNotExpelled() {
    cluster.network.partition(Set.of("c"), Set.of("a", "b"));

    List<Node> nodes = cluster.start("a", "b", "c");
    cluster.time.advance(MINUTE);

    assertThat(nodes.get(2).incarnations).hasSize(1);
    assertThat(nodes.get(0).total().accusations()).isZero();
  }

  @Test
  void withExpulsionTurnedOffNobodyIsProbed() {
    WatchedCluster off = new WatchedCluster(ProbeSettings.OFF);
    List<Node> nodes = off.start("a", "b", "c");

    nodes.get(2).kill();
    off.time.advance(MINUTE);

    assertThat(off.members()).containsExactly("a", "b", "c");
  }

  @Test
  void aStoppedDetectorDoesNothingMore() {
    List<Node> nodes = cluster.start("a", "b", "c");
    nodes.get(0).ended(nodes.get(0).tenure(), "test");
    nodes.get(1).ended(nodes.get(1).tenure(), "test");
    long probes = nodes.get(0).total().probes();

    nodes.get(2).kill();
    cluster.time.advance(MINUTE);

    assertThat(nodes.get(0).total().probes()).isEqualTo(probes);
    assertThat(cluster.members()).containsExactly("a", "b", "c");
  }
}

package dev.highlander.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.detector.LocalHealth.Condition;
import dev.highlander.internal.lease.NodeLease;
import dev.highlander.spi.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the default settings: a tick each 100 ms, late when 250 ms over, silent for 500 ms after that. */
class LocalHealthTest {

  private static final Duration LEASE = Duration.ofSeconds(2);

  private final ManualPlatform time = new ManualPlatform(1);
  private final NodeLease lease = new NodeLease(time.platform().ticker(), LEASE);
  private final LocalHealth health = new LocalHealth(time.platform().ticker(), lease, LEASE, ProbeSettings.DEFAULT);
  private final List<Peer> peers = new ArrayList<>();

  @BeforeEach
  void renew() {
    lease.acknowledged(lease.sending());
  }

  @Test
  void aNodeInStepIsWell() {
    for (int i = 0; i < 50; i++) {
      time.advance(Duration.ofMillis(100));
      assertThat(health.tick()).isFalse();
      renew();
      assertThat(condition(3)).isInstanceOf(Condition.Well.class);
    }
  }

  @Test
  void aTickIsLateOnePastTheLimit() {
    time.advance(Duration.ofMillis(350));
    assertThat(health.tick()).isFalse();

    time.advance(Duration.ofMillis(350).plusNanos(1));
    assertThat(health.tick()).isTrue();
    assertThat(condition(3)).isInstanceOf(Condition.Sick.class);
  }

  @Test
  void whoWasLateKeepsSilentForATimeOut() {
    time.advance(Duration.ofMillis(900));
    health.tick();
    long late = time.platform().ticker().nanos();

    for (int i = 0; i < 4; i++) {
      time.advance(Duration.ofMillis(100));
      health.tick();
    }
    assertThat(condition(3)).isInstanceOfSatisfying(Condition.Sick.class, sick -> assertThat(sick.reason()).contains("800 ms late"));

    time.advance(Duration.ofMillis(100));
    health.tick();
    renew();
    assertThat(condition(3)).isInstanceOf(Condition.Well.class);
    assertThat(health.stoodStillSince(late - 1)).isTrue();
    assertThat(health.stoodStillSince(late + 1)).isFalse();
  }

  @Test
  void beforeTheTimerOfAProcessThatSleptHasRunItIsKnownToBeLate() {
    time.advance(Duration.ofMillis(351));

    assertThat(health.stoodStillSince(time.platform().ticker().nanos())).isTrue();
    assertThat(condition(3)).isInstanceOf(Condition.Sick.class);
  }

  @Test
  void aLeaseOfWhichLessThanHalfIsLeftIsNotRenewed() {
    pass(Duration.ofMillis(1_000));
    assertThat(condition(3)).isInstanceOf(Condition.Well.class);

    pass(Duration.ofMillis(1));
    assertThat(condition(3)).isInstanceOfSatisfying(Condition.Sick.class, sick -> assertThat(sick.reason()).contains("lease"));
  }

  @Test
  void halfOfThePeersHaveToBeReachable() {
    Peer one = reached("one");
    Peer two = reached("two");
    reached("three");
    reached("four");

    fail(one);
    fail(two);
    assertThat(condition(5)).isInstanceOf(Condition.Well.class);

    fail(reached("five"));
    assertThat(condition(6)).isInstanceOfSatisfying(Condition.Sick.class, sick -> assertThat(sick.reason()).contains("2 of 5"));
  }

  @Test
  void whoWasNeverReachedDoesNotCount() {
    Peer one = reached("one");
    reached("two");
    peers.add(peer("three"));
    peers.add(peer("four"));

    fail(one);

    assertThat(condition(5)).isInstanceOf(Condition.Well.class);
  }

  @Test
  void ofTwoNodesOneMayJudgeThoughItReachesNobody() {
    fail(reached("other"));

    assertThat(condition(2)).isInstanceOf(Condition.Well.class);
    assertThat(condition(3)).isInstanceOf(Condition.Sick.class);
  }

  private void pass(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minusMillis(100)) {
      time.advance(left.compareTo(Duration.ofMillis(100)) < 0 ? left : Duration.ofMillis(100));
      health.tick();
    }
  }

  private Condition condition(int nodes) {
    return health.condition(peers, nodes);
  }

  private Peer reached(String name) {
    Peer peer = peer(name);
    peer.observe(new Observation.Reached(), time.platform().ticker().nanos());
    peers.add(peer);
    return peer;
  }

  private void fail(Peer peer) {
    peer.observe(new Observation.Deserted("refused"), time.platform().ticker().nanos());
  }

  private static Peer peer(String name) {
    return new Peer(new Member(name, name, name + ":1", "test", Member.Role.NODE, false, Map.of()), ProbeSettings.DEFAULT);
  }
}

package dev.highlander.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ProbeSettings;
import dev.highlander.spi.Member;
import dev.highlander.spi.Transport.Failure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerTest {

  private static final Observation SILENT = new Observation.Silent("no answer");
  private static final Observation DESERTED = new Observation.Deserted("refused");
  private static final Observation BROKEN = new Observation.Broken("reset");

  private final Peer peer =
      new Peer(new Member("x", "x", "x:1", "test", Member.Role.NODE, false, Map.of()), ProbeSettings.DEFAULT.withMisses(3));

  @Test
  void silenceIsSuspectAtTheLimitAndNotOneBelow() {
    see(new Observation.Reached(), SILENT, SILENT);
    assertThat(peer.suspicion(0)).isNull();

    see(SILENT);
    assertThat(peer.suspicion(7_000_000)).isEqualTo("3 probes in a row failed, the last answer is 7 ms old: no answer");
  }

  @Test
  void anAnswerInBetweenClearsIt() {
    see(new Observation.Reached(), SILENT, SILENT, new Observation.Reached(), SILENT, SILENT);

    assertThat(peer.suspicion(0)).isNull();
    assertThat(peer.doubted()).isTrue();
  }

  @Test
  void twoRefusalsAreEnough() {
    see(new Observation.Reached(), DESERTED);
    assertThat(peer.suspicion(0)).isNull();

    see(DESERTED);
    assertThat(peer.suspicion(0)).endsWith("refused");
  }

  @Test
  void aBrokenConnectionAndARefusalAreEnough() {
    see(new Observation.Reached(), BROKEN, DESERTED);

    assertThat(peer.suspicion(0)).isNotNull();
  }

  @Test
  void brokenConnectionsAloneAreNoMoreThanMisses() {
    see(new Observation.Reached(), BROKEN, BROKEN);
    assertThat(peer.suspicion(0)).isNull();

    see(BROKEN);
    assertThat(peer.suspicion(0)).isNotNull();
  }

  @Test
  void whoWasNeverReachedIsNeverSuspected() {
    see(DESERTED, DESERTED, DESERTED, SILENT, SILENT, SILENT);

    assertThat(peer.suspicion(0)).isNull();
    assertThat(peer.reachable(0)).isFalse();
  }

  @Test
  void itIsReachableForTwoTimeOutsAndAnIntervalAndNotAfterASign() {
    see(new Observation.Reached());
    assertThat(peer.reachable(1_100_000_000)).isTrue();
    assertThat(peer.reachable(1_100_000_001)).isFalse();

    see(DESERTED);
    assertThat(peer.reachable(0)).isFalse();
  }

  @Test
  void failuresAreToldApart() {
    assertThat(Observation.of(new Failure.NotSent("refused", true), true)).isInstanceOf(Observation.Deserted.class);
    assertThat(Observation.of(new Failure.NotSent("no connection in time"), true)).isInstanceOf(Observation.Silent.class);
    assertThat(Observation.of(new Failure.Lost("reset"), true)).isInstanceOf(Observation.Broken.class);
    assertThat(Observation.of(new Failure.Lost("time-out"), false)).isInstanceOf(Observation.Silent.class);
    assertThat(Observation.of(new Failure.Full("window"), true)).isInstanceOf(Observation.Silent.class);
  }

  private void see(Observation... observations) {
    for (Observation observation : observations) {
      peer.observe(observation, 0);
    }
  }
}

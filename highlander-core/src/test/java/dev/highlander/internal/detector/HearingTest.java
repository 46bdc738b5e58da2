package dev.highlander.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.wire.Probe.Finding;
import dev.highlander.internal.wire.Probe.Reply.Verdict;
import dev.highlander.spi.Member;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HearingTest {

  @Test
  void oneOtherAccuserConfirmsWhereThereAreThree() {
    Hearing hearing = hearing(1);

    hearing.heard(new Verdict("b", Finding.UNREACHABLE, "refused"));

    assertThat(hearing.state()).isInstanceOfSatisfying(
        Hearing.State.Confirmed.class, confirmed -> assertThat(confirmed.accusers()).containsExactlyInAnyOrder("a", "b"));
    assertThat(hearing.evidence()).isEqualTo("silent; b: refused");
  }

  @Test
  void theAccuserAloneIsNotEnough() {
    Hearing hearing = hearing(2);
    assertThat(hearing.state()).isInstanceOf(Hearing.State.Open.class);

    hearing.heard(new Verdict("b", Finding.ABSTAINED, "sick"));
    hearing.unheard();

    assertThat(hearing.state()).isInstanceOf(Hearing.State.Dismissed.class);
  }

  @Test
  void oneJurorThatSpeaksTwiceIsOneAccuser() {
    Hearing hearing = hearing(2);

    hearing.heard(new Verdict("a", Finding.UNREACHABLE, "refused"));
    hearing.heard(new Verdict("a", Finding.UNREACHABLE, "refused"));

    assertThat(hearing.state()).isInstanceOf(Hearing.State.Dismissed.class);
  }

  @Test
  void itIsDecidedAsSoonAsNobodyCanTurnItOver() {
    Hearing hearing = hearing(4);

    hearing.heard(new Verdict("b", Finding.UNREACHABLE, ""));
    assertThat(hearing.state()).as("three may still say that they reach it").isInstanceOf(Hearing.State.Open.class);
    hearing.heard(new Verdict("c", Finding.UNREACHABLE, ""));

    assertThat(hearing.state()).as("three accusers, two pending").isInstanceOf(Hearing.State.Confirmed.class);
  }

  @Test
  void asManyWhoReachItAsAccusersSaveIt() {
    Hearing hearing = hearing(3);

    hearing.heard(new Verdict("b", Finding.UNREACHABLE, ""));
    hearing.heard(new Verdict("c", Finding.REACHED, ""));
    hearing.heard(new Verdict("d", Finding.REACHED, ""));

    assertThat(hearing.state()).isInstanceOf(Hearing.State.Dismissed.class);
  }

  @Test
  void whatComesAfterTheDecisionChangesNothing() {
    Hearing hearing = hearing(2);
    hearing.heard(new Verdict("b", Finding.UNREACHABLE, ""));
    hearing.decided();

    hearing.heard(new Verdict("c", Finding.UNREACHABLE, ""));

    assertThat(hearing.state()).isInstanceOf(Hearing.State.Decided.class);
  }

  private static Hearing hearing(int jurors) {
    Member suspect = new Member("x", "x", "x:1", "test", Member.Role.NODE, false, Map.of());
    return new Hearing(new Peer(suspect, ProbeSettings.DEFAULT), "a", "silent", jurors);
  }
}

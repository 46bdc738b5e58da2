package dev.highlander.internal.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RampTest {

  private static final long BEGUN = Long.MAX_VALUE - 5;
  private static final Outcome MOVED = new Outcome.Moved();
  private static final Outcome KEPT = new Outcome.Kept("its heir does not answer");

  @Test
  void beginsWithOneAndGrowsWithEachSuccessUpToItsLimit() {
    Ramp ramp = new Ramp(3, BEGUN);
    assertThat(ramp.width(BEGUN)).isEqualTo(1);

    ramp.take(MOVED);
    assertThat(ramp.width(BEGUN)).isEqualTo(2);
    ramp.take(MOVED);
    ramp.take(MOVED);

    assertThat(ramp.width(BEGUN)).isEqualTo(3);
  }

  @Test
  void halvesWithAFailureAndNeverStops() {
    Ramp ramp = new Ramp(8, BEGUN);
    for (int i = 0; i < 7; i++) {
      ramp.take(MOVED);
    }

    ramp.take(KEPT);
    assertThat(ramp.width(BEGUN)).isEqualTo(4);
    ramp.take(KEPT);
    ramp.take(KEPT);
    ramp.take(KEPT);

    assertThat(ramp.width(BEGUN)).isEqualTo(1);
  }

  @Test
  void growsWithTimeSoThatASlowObjectHoldsUpNobody() {
    Ramp ramp = new Ramp(3, BEGUN);
    long step = Ramp.GROWS_EVERY.toNanos();

    assertThat(ramp.width(BEGUN + step - 1)).isEqualTo(1);
    assertThat(ramp.width(BEGUN + step)).isEqualTo(2);
    assertThat(ramp.width(BEGUN + 2 * step)).isEqualTo(3);
    assertThat(ramp.width(BEGUN + 1_000 * step)).isEqualTo(3);
  }
}

package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LingerTest {

  private static final Duration PAUSE = Duration.ofNanos(500_000);

  private final Linger linger = new Linger();

  @BeforeEach
  void aWriteOfTenMillisecondsMadeAHundredUpdatesDurableWhileTenWaited() {
    linger.wrote(10_000_000, 100, 10);
  }

  @Test
  void oneUpdateAloneIsWrittenAtOnce() {
    linger.wrote(10_000_000, 1, 5);

    assertThat(linger.first(5)).isZero();
  }

  @Test
  void beforeAnythingWasWrittenNothingIsWaitedFor() {
    assertThat(new Linger().first(1)).isZero();
  }

  @Test
  void thoseWhoWereAnsweredAreWaitedForAFractionOfAWrite() {
    assertThat(linger.first(10)).isEqualTo(PAUSE);
  }

  @Test
  void onceEverybodyIsBackTheWriteBegins() {
    assertThat(linger.complete(109)).isFalse();
    assertThat(linger.complete(110)).isTrue();
    assertThat(linger.first(110)).isZero();
    linger.first(10);
    assertThat(linger.further(110)).isZero();
  }

  @Test
  void whileTheyComeBackFastEnoughTheyAreWaitedForAgain() {
    linger.first(10);

    assertThat(linger.further(35)).isEqualTo(PAUSE);
    assertThat(linger.further(60)).isEqualTo(PAUSE);
    assertThat(linger.further(85)).isEqualTo(PAUSE);
    assertThat(linger.further(109)).isEqualTo(PAUSE);
    assertThat(linger.further(109)).isZero();
  }

  @Test
  void whoDoesNotComeBackIsNotWaitedForAgain() {
    linger.first(10);

    assertThat(linger.further(29)).isZero();
  }

  @Test
  void aPauseIsAMillisecondAtMostAndNoneIsTooShortForATimer() {
    linger.wrote(1_000_000_000, 100, 10);
    linger.wrote(1_000_000_000, 100, 10);
    assertThat(linger.first(10)).isEqualTo(Duration.ofMillis(1));

    Linger fast = new Linger();
    fast.wrote(900_000, 100, 10);
    assertThat(fast.first(10)).isZero();
  }
}

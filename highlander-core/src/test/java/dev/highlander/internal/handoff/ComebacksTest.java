package dev.highlander.internal.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComebacksTest {

  private static final ObjectId X = new ObjectId("tally", "x");

  private final Comebacks comebacks = new Comebacks();
  private long now = -5;

  private Duration stay() {
    comebacks.gave(X, now);
    Duration stayed = Duration.ZERO;
    while (comebacks.stays(X, now)) {
      stayed = stayed.plusSeconds(30);
      now += Duration.ofSeconds(30).toNanos();
    }
    return stayed;
  }

  @Test
  void whatWasNeverGivenAwayNeedNotStay() {
    comebacks.gave(new ObjectId("tally", "y"), now);

    assertThat(comebacks.stays(X, now)).isFalse();
  }

  @Test
  void theStayDoublesUpToAnHour() {
    assertThat(stay()).isEqualTo(Comebacks.FIRST_STAY);
    assertThat(stay()).isEqualTo(Duration.ofMinutes(2));
    assertThat(stay()).isEqualTo(Duration.ofMinutes(4));
    for (int i = 0; i < 3; i++) {
      stay();
    }

    assertThat(stay()).isEqualTo(Comebacks.LONGEST_STAY);
    assertThat(stay()).isEqualTo(Comebacks.LONGEST_STAY);
  }

  @Test
  void whatDidNotComeBackForTwiceItsStayBeginsAgain() {
    stay();
    stay();
    now += Duration.ofMinutes(2).minusNanos(1).toNanos();
    assertThat(stay()).isEqualTo(Duration.ofMinutes(4));

    now += Duration.ofMinutes(4).toNanos();
    assertThat(stay()).isEqualTo(Comebacks.FIRST_STAY);
  }

  @Test
  void theOldestIsForgottenWhenThereAreTooMany() {
    comebacks.gave(X, now);
    for (int i = 1; i < Comebacks.MOST; i++) {
      comebacks.gave(new ObjectId("tally", "y" + i), now);
    }
    assertThat(comebacks.stays(X, now)).isTrue();

    comebacks.gave(new ObjectId("tally", "one more"), now);

    assertThat(comebacks.stays(X, now)).isFalse();
    assertThat(comebacks.size()).isEqualTo(Comebacks.MOST);
  }
}

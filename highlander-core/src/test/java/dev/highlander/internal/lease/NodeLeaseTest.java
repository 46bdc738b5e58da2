package dev.highlander.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Protocol L2, L3, L7. */
class NodeLeaseTest {

  private static final Duration LEASE = Duration.ofSeconds(2);

  private final ManualPlatform time = new ManualPlatform(1);
  private final NodeLease lease = new NodeLease(time.platform().ticker(), LEASE);

  private void renew() {
    lease.acknowledged(lease.sending());
  }

  @Test
  void isNotHeldBeforeTheFirstRenewal() {
    assertThat(lease.held()).isFalse();
    assertThat(lease.remaining()).isZero();
  }

  @Test
  void countsFromWhenTheRenewalWasSentNotFromItsAnswer() {
    NodeLease.Renewing sent = lease.sending();
    time.advance(Duration.ofMillis(1_500));
    lease.acknowledged(sent);
    assertThat(lease.held()).isTrue();

    time.advance(Duration.ofMillis(500));

    assertThat(lease.held()).isFalse();
  }

  @Test
  void isHeldToTheLastNanosecondAndNotAtTheDeadline() {
    renew();
    time.advance(LEASE.minusNanos(1));
    assertThat(lease.held()).isTrue();

    time.advance(Duration.ofNanos(1));

    assertThat(lease.held()).isFalse();
  }

  @Test
  void anOlderRenewalThatIsAcknowledgedLaterDoesNotShortenIt() {
    NodeLease.Renewing older = lease.sending();
    time.advance(Duration.ofMillis(500));
    renew();
    lease.acknowledged(older);

    time.advance(Duration.ofMillis(1_900));

    assertThat(lease.held()).isTrue();
  }

  @Test
  void afterASuspensionOnlyARenewalSentLaterCounts() {
    renew();
    NodeLease.Renewing before = lease.sending();
    lease.suspend();
    lease.acknowledged(before);
    assertThat(lease.held()).isFalse();

    renew();

    assertThat(lease.held()).isTrue();
  }

  @Test
  void aRevokedLeaseIsNeverHeldAgain() {
    renew();
    lease.revoke();

    renew();

    assertThat(lease.held()).isFalse();
  }

  @Test
  void endsWhenTheWallClockPassesItsDeadlineThoughTheMonotonicOneDoesNot() {
    renew();
    time.jumpWallClock(LEASE);

    assertThat(lease.held()).isFalse();
  }
}

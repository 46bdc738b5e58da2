package dev.highlander.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.ScriptedRegistry;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One incarnation after the other, and what is told of them. */
class TenureKeeperTest {

  private static final Duration LEASE = Duration.ofSeconds(2);

  private final ManualPlatform time = new ManualPlatform(1);
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final List<String> told = new ArrayList<>();
  private Runnable onEvent = () -> { };
  private final TenureKeeper keeper =
      new TenureKeeper(
          time.platform(),
          registry,
          new Registry.Profile("a", "a:1", "test", Member.Role.NODE, Map.of()),
          root -> CompletableFuture.completedFuture(1L),
          new TenureKeeper.Times(LEASE, Duration.ofMillis(250)),
          new TenureKeeper.Observer() {
            @Override
            public void began(Tenure tenure) {
              told.add("began " + tenure.incarnation().id());
              onEvent.run();
            }

            @Override
            public void ended(Tenure tenure, String reason) {
              told.add("ended " + tenure.incarnation().id() + (tenure.lease().held() ? ", lease held" : ""));
              onEvent.run();
            }

            @Override
            public void members(MembershipView view) {
              onEvent.run();
            }
          });

  @Test
  void anIncarnationThatEndsWhileItBeginsIsToldOfInThatOrder() {
    registry.onRenewal = () -> {
      registry.onRenewal = () -> { };
      registry.lives().getFirst().end();
    };

    keeper.join();
    time.advance(Duration.ofSeconds(1));

    assertThat(told).containsExactly("began incarnation-1", "ended incarnation-1", "began incarnation-2");
    assertThat(keeper.current().incarnation().id()).isEqualTo("incarnation-2");
  }

  @Test
  void anObserverThatThrowsDoesNotKeepTheProcessFromJoiningAgain() {
    onEvent = () -> {
      throw new AssertionError("an observer that throws");
    };

    keeper.join();
    registry.lives().getFirst().end();
    time.advance(Duration.ofSeconds(1));

    assertThat(told).containsExactly("began incarnation-1", "ended incarnation-1", "began incarnation-2");
    assertThat(keeper.current().lease().held()).isTrue();
    registry.lives().getLast().change();
  }

  @Test
  void aRenewalThatThrowsIsNotTheLastOne() {
    keeper.join();
    registry.renewal = () -> {
      throw new OutOfMemoryError("for a moment");
    };
    time.advance(Duration.ofSeconds(3));
    assertThat(keeper.current().lease().held()).isFalse();

    registry.renewal = () -> CompletableFuture.completedFuture(new Renewal.Acknowledged());
    time.advance(Duration.ofSeconds(1));

    assertThat(keeper.current().lease().held()).isTrue();
    assertThat(registry.lives()).hasSize(1);
  }

  @Test
  void anEndThatIsToldTwiceIsOneEnd() {
    keeper.join();
    registry.lives().getFirst().end();
    registry.lives().getFirst().end();
    time.advance(Duration.ofSeconds(5));

    assertThat(registry.lives()).hasSize(2);
    assertThat(told).containsExactly("began incarnation-1", "ended incarnation-1", "began incarnation-2");
  }

  @Test
  void anAttemptToJoinAgainThatNeverEndsIsFollowedByAnother() {
    keeper.join();
    List<CompletableFuture<String>> attempts = new ArrayList<>();
    registry.opened = () -> {
      attempts.add(new CompletableFuture<>());
      return attempts.getLast();
    };
    registry.lives().getFirst().end();
    time.advance(Duration.ofSeconds(1));
    assertThat(attempts).hasSize(1);

    time.advance(Duration.ofSeconds(61));
    assertThat(attempts).hasSize(2);
    attempts.getLast().complete("root");
    assertThat(keeper.current().incarnation().id()).isEqualTo("incarnation-2");
    attempts.getFirst().complete("root");
    time.advance(Duration.ofMinutes(3));

    assertThat(registry.lives()).hasSize(3);
    assertThat(registry.lives().getLast().left()).isTrue();
    assertThat(keeper.current().incarnation().id()).isEqualTo("incarnation-2");
    assertThat(keeper.current().lease().held()).isTrue();
  }

  @Test
  void anAttemptToJoinAgainThatThrowsIsFollowedByAnother() {
    keeper.join();
    registry.opened = () -> {
      registry.opened = () -> CompletableFuture.completedFuture("root");
      throw new OutOfMemoryError("unable to create native thread");
    };

    registry.lives().getFirst().end();
    time.advance(Duration.ofSeconds(2));

    assertThat(keeper.current().incarnation().id()).isEqualTo("incarnation-2");
  }
}

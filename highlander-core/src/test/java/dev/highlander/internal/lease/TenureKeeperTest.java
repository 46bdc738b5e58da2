package dev.highlander.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.ScriptedRegistry;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One incarnation after the other, and what is told of them. */
class TenureKeeperTest {

  private final ManualPlatform time = new ManualPlatform(1);
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final List<String> told = new ArrayList<>();
  private final TenureKeeper keeper =
      new TenureKeeper(
          time.platform(),
          registry,
          new Registry.Profile("a", "a:1", "test", Member.Role.NODE, Map.of()),
          root -> CompletableFuture.completedFuture(1L),
          new TenureKeeper.Times(Duration.ofSeconds(2), Duration.ofMillis(250)),
          new TenureKeeper.Observer() {
            @Override
            public void began(Tenure tenure) {
              told.add("began " + tenure.incarnation().id());
            }

            @Override
            public void ended(Tenure tenure, String reason) {
              told.add("ended " + tenure.incarnation().id());
            }

            @Override
            public void members(MembershipView view) {}
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
}

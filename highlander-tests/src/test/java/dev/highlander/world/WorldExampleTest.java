package dev.highlander.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.OutcomeUnknown;
import dev.highlander.testkit.world.World;
import dev.highlander.testkit.world.WorldNode;
import dev.highlander.testkit.world.WorldViolation;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a service's own objects and invariants are tested in a simulated world; docs/testing.md shows parts of this class. */
class WorldExampleTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void moneyIsNeitherLostNorMadeWhateverFails(long seed) {
    World world = World.seed(seed).nodes(3).types(Account.class).start();
    var deposited = new AtomicLong();
    var maybe = new AtomicLong();
    world.faults(50, Duration.ofSeconds(30));
    world.every(
        Duration.ofMillis(100),
        node ->
            node.ref(Account.class, "alice")
                .updateAsync(Account::deposit, 1L)
                .whenComplete(
                    (account, problem) -> {
                      if (problem == null) {
                        deposited.incrementAndGet();
                      } else if (cause(problem) instanceof OutcomeUnknown) {
                        maybe.incrementAndGet();
                      }
                    }));
    world.run(Duration.ofSeconds(30));
    world.verify();

    long balance = world.node(1).ref(Account.class, "alice").query(Account::value);

    assertThat(balance).isBetween(deposited.get(), world.calls());
    assertThat(deposited.get()).isGreaterThan(50);
  }

  private static Throwable cause(Throwable problem) {
    return problem instanceof CompletionException e && e.getCause() != null ? e.getCause() : problem;
  }

  @Test
  void anOwnerThatIsKilledIsReplacedWithinSecondsOfVirtualTime() {
    World world = World.seed(42).nodes(3).types(Account.class).start();
    var account = world.node(1).ref(Account.class, "bob");
    account.update(Account::deposit, 10L);
    WorldNode owner = world.owner(account.id());
    assertThat(owner).isNotNull();
    WorldNode other = world.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();

    owner.kill();
    Duration killed = world.now();

    assertThat(other.ref(Account.class, "bob").query(Account::value)).isEqualTo(10);
    assertThat(world.now().minus(killed)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void aBrokenInvariantEndsTheRunAndNamesTheSeed() {
    World world =
        World.seed(7)
            .nodes(3)
            .types(Account.class)
            .invariant(now -> now.calls() > 20 ? "more than 20 calls" : null)
            .trace(100)
            .start();
    world.every(Duration.ofMillis(50), node -> node.ref(Account.class, "carol").updateAsync(Account::deposit, 1L));

    assertThatThrownBy(() -> world.run(Duration.ofMinutes(1)))
        .isInstanceOf(WorldViolation.class)
        .hasMessageContaining("seed 7")
        .hasMessageContaining("more than 20 calls")
        .hasMessageContaining("serves account/carol");
  }

  @Test
  void aCallThatWouldWaitInsideTheWorldIsRefused() {
    World world = World.seed(8).nodes(3).types(Account.class).start();
    var refused = new AtomicLong();
    world.every(
        Duration.ofMillis(50),
        node -> {
          try {
            node.ref(Account.class, "dave").update(Account::deposit, 1L);
          } catch (IllegalStateException e) {
            refused.incrementAndGet();
          }
        });

    world.run(Duration.ofSeconds(2));

    assertThat(refused.get()).isPositive();
  }
}

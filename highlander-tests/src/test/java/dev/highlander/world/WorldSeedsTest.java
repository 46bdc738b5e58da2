package dev.highlander.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.highlander.testkit.world.LedgerScenario;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole clusters from seeds: the real core on simulated ZooKeeper, store, network and clocks, under at least fifty faults each. How many seeds and
 * from which one: {@code -Dworld.seeds} and {@code -Dworld.first}.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class WorldSeedsTest {

  private static final long SEEDS = Long.getLong("world.seeds", 1_500);
  private static final long FIRST = Long.getLong("world.first", 1);
  private static final int TRACE_LINES = 400;

  /** The later ones were other runs each time while calls were woken in the order of their identity hashes. */
  private static final long[] REPLAYED = {1, 2, 3, 13, 35, 40};

  @Test
  void everySeedKeepsEveryPromise() throws Exception {
    var violations = new ConcurrentSkipListMap<Long, String>();
    var calls = new AtomicLong();
    var faults = new AtomicLong();
    var events = new AtomicLong();
    long begun = System.nanoTime();

    long ran =
        Seeds.run(
            FIRST,
            SEEDS,
            seed -> {
              LedgerScenario.Result result = LedgerScenario.run(seed, 0);
              calls.addAndGet(result.calls());
              faults.addAndGet(result.faults());
              events.addAndGet(result.events());
              if (!result.violation().isEmpty()) {
                violations.put(seed, result.violation());
              }
              return violations.size() < 10;
            });

    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d simulated clusters in %.1f s (%.1f each second): %d calls, %d faults, %d events, %d violations%n",
        ran,
        seconds,
        ran / seconds,
        calls.get(),
        faults.get(),
        events.get(),
        violations.size());
    if (!violations.isEmpty()) {
      long seed = violations.firstKey();
      String again = String.join("\n", LedgerScenario.run(seed, TRACE_LINES).trace());
      fail("seeds that failed: %s%nseed %d again, with what happened:%n%s", violations, seed, again);
    }
  }

  @Test
  void theSameSeedIsTheSameRunAndAnotherSeedIsAnotherOne() {
    for (long seed : REPLAYED) {
      LedgerScenario.Result first = LedgerScenario.run(seed, 0);
      LedgerScenario.Result again = LedgerScenario.run(seed, TRACE_LINES);

      assertThat(again.hash()).as("trace hash of seed %d", seed).isEqualTo(first.hash());
      assertThat(again.events()).isEqualTo(first.events());
      assertThat(LedgerScenario.run(seed + 1_000, 0).hash()).isNotEqualTo(first.hash());
    }
  }

  @Test
  void aSeedHasAtLeastFiftyFaults() {
    assertThat(LedgerScenario.run(1, 0).faults()).isGreaterThanOrEqualTo(50);
  }
}

package dev.highlander.world.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.world.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The proof that simulated worlds can fail: each deliberate error in the core is shown by its trace, or found by its recorded seed or, when the
 * core has changed since that was recorded, by one of a thousand more. With {@code -Dworld.mutants.search=10000} seeds are looked for from 1 on,
 * for the hard ones too; {@code -Dworld.mutants.more=200} says how many of so many others find it; {@code -Dworld.mutants.only}
 * names a part of a mutant's name.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class MutantsTest {

  private static final long SEARCH = Long.getLong("world.mutants.search", 0);
  private static final long MORE = Long.getLong("world.mutants.more", 0);
  private static final String ONLY = System.getProperty("world.mutants.only", "");
  private static final long FALLBACK = 1_000;
  private static final long FIRST_OF_MORE = 1_000_000;
  private static final int VIOLATION_CHARS = 100;

  private record Finding(String by, String violation) {}

  @Test
  void everyDeliberateErrorIsFound() throws Exception {
    List<String> missed = new ArrayList<>();
    System.out.printf("%-5s %-62s %-46s %s %s%n", "rule", "deliberate error", "found by", MORE > 0 ? "of " + MORE : "", "what the world noticed");
    List<Mutant> all = new ArrayList<>(required());
    if (SEARCH > 0) {
      all.addAll(Mutants.hard());
    }
    for (Mutant mutant : all) {
      if (mutant.name().contains(ONLY)) {
        PatchedCore core = PatchedCore.of(mutant);
        boolean traced = !mutant.trace().isEmpty();
        Finding finding = traced ? show(mutant, core) : find(mutant, core.scenario());
        System.out.printf(
            Locale.ROOT,
            "%-5s %-62s %-46s %s %s%n",
            mutant.rule(),
            mutant.name(),
            finding == null ? "-" : finding.by,
            MORE > 0 ? String.valueOf(count(core.scenario())) : "",
            finding == null ? "NOT FOUND" : finding.violation.substring(0, Math.min(finding.violation.length(), VIOLATION_CHARS)));
        if (finding == null && required().contains(mutant)) {
          missed.add(mutant.toString());
        }
      }
    }
    assertThat(missed).as("deliberate errors that nobody noticed").isEmpty();
  }

  private static List<Mutant> required() {
    List<Mutant> required = new ArrayList<>(Mutants.found());
    required.addAll(ClaimMutants.all());
    return required;
  }

  private static @Nullable Finding show(Mutant mutant, PatchedCore core) {
    String violation = core.trace(mutant.trace());
    return violation.startsWith(mutant.breaks()) ? new Finding("trace " + mutant.trace(), violation) : null;
  }

  private static @Nullable Finding find(Mutant mutant, LongFunction<String> scenario) throws InterruptedException {
    if (SEARCH > 0) {
      return search(scenario, SEARCH);
    }
    String violation = scenario.apply(mutant.seed());
    return violation.isEmpty() ? search(scenario, FALLBACK) : new Finding("seed " + mutant.seed(), violation);
  }

  private static @Nullable Finding search(LongFunction<String> scenario, long seeds) throws InterruptedException {
    var found = new ConcurrentSkipListMap<Long, String>();
    Seeds.run(1, seeds, seed -> !note(scenario, seed, found));
    return found.isEmpty() ? null : new Finding("seed " + found.firstKey(), found.firstEntry().getValue());
  }

  private static int count(LongFunction<String> scenario) throws InterruptedException {
    var found = new ConcurrentSkipListMap<Long, String>();
    Seeds.run(
        FIRST_OF_MORE,
        MORE,
        seed -> {
          note(scenario, seed, found);
          return true;
        });
    return found.size();
  }

  private static boolean note(LongFunction<String> scenario, long seed, ConcurrentSkipListMap<Long, String> found) {
    String violation = scenario.apply(seed);
    if (!violation.isEmpty()) {
      found.put(seed, violation);
    }
    return !violation.isEmpty();
  }

  @Test
  void everyHardErrorStillFitsTheCore() throws Exception {
    for (Mutant mutant : Mutants.hard()) {
      assertThat(PatchedCore.of(mutant).scenario()).isNotNull();
    }
  }

  @Test
  void withoutAnErrorEveryTraceKeepsItsPromises() throws Exception {
    PatchedCore core = PatchedCore.of(Mutant.of("none", "-", 1));
    List<String> traces = required().stream().map(Mutant::trace).filter(trace -> !trace.isEmpty()).distinct().toList();

    assertThat(traces).isNotEmpty().allSatisfy(trace -> assertThat(core.trace(trace)).isEmpty());
  }

  @Test
  void withoutAnErrorTheSameSeedsFindNothing() throws Exception {
    LongFunction<String> scenario = PatchedCore.of(Mutant.of("none", "-", 1)).scenario();

    for (long seed = 1; seed <= 3; seed++) {
      assertThat(scenario.apply(seed)).isEmpty();
    }
  }
}

package dev.highlander.world.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.world.Seeds;
import dev.highlander.world.trace.ClaimTraces;
import dev.highlander.world.trace.OwnershipTraces;
import dev.highlander.world.trace.TakeoverTraces;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The proof that simulated worlds can fail: each deliberate error in the core is shown by its trace, or found by its recorded seed or, when the
 * core has changed since that was recorded, by one of a thousand more, or both.
 *
 * <ul>
 *   <li>{@code -Dworld.mutants.more=20}: so many further seeds, the same in every run, are tried with each error that a seed finds, until one more
 *       finds it; the table says after how many. With {@code -Dworld.mutants.count=true} all of them are tried, with errors that only traces show
 *       too, and the table says how many find it.
 *   <li>{@code -Dworld.mutants.search=10000}: seeds are looked for from 1 on.
 *   <li>{@code -Dworld.mutants.only=lease}: only errors whose names have this in them.
 * </ul>
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class MutantsTest {

  private static final long SEARCH = Long.getLong("world.mutants.search", 0);
  private static final long MORE = Long.getLong("world.mutants.more", 20);
  private static final boolean COUNT = Boolean.getBoolean("world.mutants.count");
  private static final String ONLY = System.getProperty("world.mutants.only", "");
  private static final long FALLBACK = 1_000;
  private static final long FIRST_OF_MORE = 1_000_000;
  private static final int VIOLATION_CHARS = 100;
  private static final String ROW = "%-5s %-62s %-62s %-9s %s%n";

  private record Finding(String by, String violation) {}

  private static List<Mutant> all() {
    return Stream.of(Mutants.found(), OwnershipMutants.all(), ClaimMutants.all()).flatMap(List::stream).toList();
  }

  @Test
  void everyDeliberateErrorIsFound() throws Exception {
    List<String> missed = new ArrayList<>();
    System.out.printf(Locale.ROOT, ROW, "rule", "deliberate error", "found by", "more", "what was noticed");
    for (Mutant mutant : all()) {
      if (mutant.name().contains(ONLY)) {
        PatchedCore core = PatchedCore.of(mutant);
        List<Finding> findings = new ArrayList<>();
        if (!mutant.trace().isEmpty()) {
          note(missed, mutant + ", by its trace", findings, show(mutant, core));
        }
        if (mutant.seed() > 0) {
          note(missed, mutant + ", by a seed", findings, find(mutant, core.scenario()));
        }
        System.out.printf(
            Locale.ROOT,
            ROW,
            mutant.rule(),
            mutant.name(),
            String.join(", ", findings.stream().map(Finding::by).toList()),
            mutant.seed() > 0 || COUNT ? more(core.scenario()) : "",
            findings.isEmpty() ? "NOT FOUND" : begin(findings.getFirst().violation));
      }
    }
    assertThat(missed).as("deliberate errors that nobody noticed").isEmpty();
  }

  private static void note(List<String> missed, String what, List<Finding> findings, @Nullable Finding finding) {
    if (finding == null) {
      missed.add(what);
    } else {
      findings.add(finding);
    }
  }

  private static String begin(String violation) {
    return violation.substring(0, Math.min(violation.length(), VIOLATION_CHARS));
  }

  private static @Nullable Finding show(Mutant mutant, PatchedCore core) {
    String violation = core.trace(mutant.trace());
    return violation.startsWith(mutant.breaks()) ? new Finding(mutant.trace(), violation) : null;
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

  private static String more(LongFunction<String> scenario) throws InterruptedException {
    var found = new ConcurrentSkipListMap<Long, String>();
    long ran = Seeds.run(FIRST_OF_MORE, MORE, seed -> !note(scenario, seed, found) || COUNT);
    return found.size() + " of " + ran;
  }

  private static boolean note(LongFunction<String> scenario, long seed, ConcurrentSkipListMap<Long, String> found) {
    String violation = scenario.apply(seed);
    if (!violation.isEmpty()) {
      found.put(seed, violation);
    }
    return !violation.isEmpty();
  }

  @Test
  void withoutAnErrorEveryTraceKeepsItsPromises() throws Exception {
    PatchedCore core = PatchedCore.of(Mutant.of("none", "-", 1));

    assertThat(traces()).isNotEmpty().allSatisfy(trace -> assertThat(core.trace(trace)).isEmpty());
  }

  @Test
  void everyTraceShowsAnError() {
    assertThat(all().stream().map(Mutant::trace).filter(trace -> !trace.isEmpty()).distinct()).containsExactlyInAnyOrderElementsOf(traces());
  }

  private static List<String> traces() {
    return Stream.of(OwnershipTraces.class, ClaimTraces.class, TakeoverTraces.class)
        .flatMap(scripts -> Stream.of(scripts.getDeclaredMethods()))
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .map(MutantsTest::name)
        .sorted()
        .toList();
  }

  private static String name(Method trace) {
    return trace.getDeclaringClass().getSimpleName() + "." + trace.getName();
  }

  @Test
  void withoutAnErrorTheSameSeedsFindNothing() throws Exception {
    LongFunction<String> scenario = PatchedCore.of(Mutant.of("none", "-", 1)).scenario();

    for (long seed = 1; seed <= 3; seed++) {
      assertThat(scenario.apply(seed)).isEmpty();
    }
  }
}

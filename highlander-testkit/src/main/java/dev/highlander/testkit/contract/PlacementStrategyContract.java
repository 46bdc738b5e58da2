package dev.highlander.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.spi.PlacementStrategy.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link PlacementStrategy} does. A subclass gives a strategy and gets these tests. */
public abstract class PlacementStrategyContract {

  private static final int OBJECTS = 3_000;
  private static final String NOBODY = "incarnation-of-a-client";

  /** A new instance of the strategy. */
  protected abstract PlacementStrategy strategy();

  /** Whether a node that may host an object keeps it: then only the choices of processes that host nothing are expected to spread. */
  protected boolean prefersSelf() {
    return false;
  }

  @Test
  void itsNameIsOneThatSettingsCanReferTo() {
    assertThat(strategy().name()).matches("[a-z][a-z0-9-]{0,63}").isEqualTo(strategy().name());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void onlyCandidatesAreChosen(int nodes) {
    PlacementStrategy strategy = strategy();
    List<Member> candidates = members(nodes);
    for (String self : List.of(NOBODY, candidates.getFirst().incarnation(), candidates.getLast().incarnation())) {
      for (int i = 0; i < 200; i++) {
        assertThat(candidates).contains(strategy.choose(object(i), context(candidates, self, i)));
      }
    }
  }

  @Test
  void theOnlyCandidateIsChosen() {
    List<Member> one = members(1);
    assertThat(strategy().choose(object(1), context(one, NOBODY, Long.MAX_VALUE))).isEqualTo(one.getFirst());
  }

  @Test
  void aCounterThatHasOverflowedIsACounterToo() {
    PlacementStrategy strategy = strategy();
    List<Member> candidates = members(3);
    for (long counter : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0}) {
      assertThat(candidates).contains(strategy.choose(object(1), context(candidates, NOBODY, counter)));
    }
  }

  @Test
  void theSameContextGivesTheSameAnswerWhateverWasChosenBefore() {
    PlacementStrategy used = strategy();
    List<Member> candidates = members(5);
    for (int i = 0; i < 500; i++) {
      used.choose(object(i), context(candidates, NOBODY, i));
    }
    for (int i = 0; i < 500; i++) {
      String self = i % 2 == 0 ? NOBODY : candidates.get(i % 5).incarnation();
      Member chosen = used.choose(object(i), context(candidates, self, i));
      assertThat(chosen).isEqualTo(used.choose(object(i), context(candidates, self, i)));
      assertThat(chosen).isEqualTo(strategy().choose(object(i), context(candidates, self, i)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theChoicesOfAProcessThatHostsNothingSpread(int nodes) {
    assertSpread(nodes, NOBODY);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theChoicesOfANodeSpreadUnlessItKeepsWhatItCanHost(int nodes) {
    String self = members(nodes).get(1).incarnation();
    if (prefersSelf()) {
      assertThat(counts(members(nodes), self)).containsOnlyKeys(members(nodes).get(1));
    } else {
      assertSpread(nodes, self);
    }
  }

  private void assertSpread(int nodes, String self) {
    Map<Member, Integer> counts = counts(members(nodes), self);
    assertThat(counts).as("nobody is left out").hasSize(nodes);
    // Random choices are within four standard deviations of their mean by far.
    int fair = OBJECTS / nodes;
    int deviation = (int) Math.ceil(4 * Math.sqrt(fair));
    assertThat(counts.values())
        .as("shares of " + nodes + " nodes")
        .allSatisfy(share -> assertThat(share).isBetween(fair - deviation, fair + deviation));
  }

  private Map<Member, Integer> counts(List<Member> candidates, String self) {
    PlacementStrategy strategy = strategy();
    var random = new SplittableRandom(4711);
    Map<Member, Integer> counts = new HashMap<>();
    for (int i = 0; i < OBJECTS; i++) {
      counts.merge(strategy.choose(object(i), new Context(candidates, self, i, random)), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void aNodeThatIsNoCandidateAnyMoreIsNotChosen() {
    PlacementStrategy strategy = strategy();
    List<Member> three = members(3);
    List<Member> two = List.of(three.get(0), three.get(2));
    for (int i = 0; i < 100; i++) {
      strategy.choose(object(i), context(three, three.get(1).incarnation(), i));
      assertThat(two).contains(strategy.choose(object(i), context(two, three.get(1).incarnation(), i)));
    }
  }

  @Test
  void candidatesAreNotChanged() {
    List<Member> candidates = Collections.unmodifiableList(new ArrayList<>(members(4)));
    PlacementStrategy strategy = strategy();
    for (int i = 0; i < 100; i++) {
      strategy.choose(object(i), context(candidates, NOBODY, i));
    }
    assertThat(candidates).isEqualTo(members(4));
  }

  @Test
  void manyThreadsChooseAtOnce() throws Exception {
    PlacementStrategy strategy = strategy();
    List<Member> candidates = members(3);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<Boolean> choosing =
          () -> {
            for (int i = 0; i < OBJECTS; i++) {
              Member alone = strategy().choose(object(i), context(candidates, NOBODY, i));
              if (!alone.equals(strategy.choose(object(i), context(candidates, NOBODY, i)))) {
                return false;
              }
            }
            return true;
          };
      for (Future<Boolean> same : threads.invokeAll(Collections.nCopies(4, choosing))) {
        assertThat(same.get()).as("other threads don't change what one is answered").isTrue();
      }
    }
  }

  private static ObjectId object(int number) {
    return new ObjectId("thing", "id-" + number);
  }

  /** The same counter comes with the same random numbers. */
  private static Context context(List<Member> candidates, String self, long counter) {
    return new Context(candidates, self, counter, new SplittableRandom(counter));
  }

  private static List<Member> members(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = "%03d".formatted(i);
      members.add(new Member("incarnation-" + number, "node-" + number, "127.0.0.1:" + (1 + i), "1", Member.Role.NODE, false, Map.of()));
    }
    return List.copyOf(members);
  }
}

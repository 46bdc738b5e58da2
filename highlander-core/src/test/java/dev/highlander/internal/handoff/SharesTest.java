package dev.highlander.internal.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {

  @Test
  void whatIsBeyondTheAverageIsGiven() {
    assertThat(Shares.toGive(90, Map.of("b", 0, "c", 0))).isEqualTo(Map.of("b", 30, "c", 30));
    assertThat(Shares.toGive(60, Map.of("b", 60, "c", 0))).isEqualTo(Map.of("c", 20));
    assertThat(Shares.toGive(100, Map.of("b", 20))).isEqualTo(Map.of("b", 40));
  }

  @Test
  void smallDifferencesStay() {
    assertThat(Shares.toGive(2, Map.of("b", 0))).isEmpty();
    assertThat(Shares.toGive(4, Map.of("b", 0))).isEqualTo(Map.of("b", 2));
    assertThat(Shares.toGive(109, Map.of("b", 91))).isEmpty();
    assertThat(Shares.toGive(110, Map.of("b", 90))).isEqualTo(Map.of("b", 10));
    assertThat(Shares.toGive(40, Map.of("b", 41, "c", 39))).isEmpty();
  }

  @Test
  void whoHasLessOrNobodyElseGivesNothing() {
    assertThat(Shares.toGive(0, Map.of("b", 100))).isEmpty();
    assertThat(Shares.toGive(100, Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whenAllGiveAtOnceNobodyIsOverfilledAndAfterASecondRoundNothingMoves(long seed) {
    var random = new SplittableRandom(seed);
    Map<String, Integer> counts = new HashMap<>();
    int nodes = random.nextInt(2, 8);
    for (int i = 0; i < nodes; i++) {
      counts.put("n" + i, random.nextInt(3) == 0 ? 0 : random.nextInt(1_000));
    }
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();

    round(counts);
    int share = Math.ceilDiv(total, nodes);
    assertThat(counts.values()).as("%s", counts).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo((int) (share * 1.1) + nodes));
    round(counts);

    assertThat(round(counts)).as("%s", counts).isEmpty();
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
  }

  /** Everybody decides on the same numbers, then everything moves. */
  private static List<String> round(Map<String, Integer> counts) {
    Map<String, Integer> before = new HashMap<>(counts);
    List<String> moves = new ArrayList<>();
    before.forEach((giver, own) -> {
      Map<String, Integer> others = new HashMap<>(before);
      others.remove(giver);
      Shares.toGive(own, others).forEach((taker, gift) -> {
        counts.merge(giver, -gift, Integer::sum);
        counts.merge(taker, gift, Integer::sum);
        moves.add(giver + " gives " + gift + " to " + taker);
      });
    });
    return moves;
  }
}

package dev.highlander.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTest {

  @Test
  void inAClusterOfNineEverybodyWatchesEverybody() {
    Ring ring = ring(9);

    assertThat(ring.watchedBy("n04")).hasSize(8).noneMatch(member -> member.incarnation().equals("n04"));
    assertThat(ring.watchersOf("n04")).containsExactlyInAnyOrderElementsOf(ring.watchedBy("n04"));
  }

  @Test
  void inALargerOneEachWatchesEightAndIsWatchedByEight() {
    Ring ring = ring(30);

    for (Member node : members(30)) {
      List<Member> watchers = ring.watchersOf(node.incarnation());
      assertThat(watchers).hasSize(8).doesNotHaveDuplicates();
      assertThat(watchers).allSatisfy(watcher -> assertThat(ring.watchedBy(watcher.incarnation())).contains(node));
    }
  }

  @Test
  void whoIsNotInTheRingWatchesNobody() {
    assertThat(ring(3).watchedBy("stranger")).isEmpty();
    assertThat(ring(1).watchedBy("n00")).isEmpty();
  }

  @Test
  void clientsAreNotInIt() {
    Member client = new Member("c", "c", "", "test", Member.Role.CLIENT, false, Map.of());
    Ring ring = Ring.of(new MembershipView(List.of(client, members(1).getFirst())));

    assertThat(ring.size()).isEqualTo(1);
    assertThat(ring.contains("c")).isFalse();
  }

  private static Ring ring(int size) {
    return Ring.of(new MembershipView(members(size)));
  }

  private static List<Member> members(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> new Member("n%02d".formatted(i), "n" + i, "n" + i + ":1", "test", Member.Role.NODE, false, Map.of()))
        .toList();
  }
}

package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.HandOffSettings;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.routing.OneThreadCluster.Process;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects go where they should be, slowly, and only while nothing else changes. */
class BalanceTest {

  private static final ObjectId HOMELY = new ObjectId("homely", "x");

  private final OneThreadCluster cluster = new OneThreadCluster(11);

  @BeforeEach
  void settings() {
    cluster.handOff = HandOffSettings.DEFAULT.withSettle(Duration.ofSeconds(4)).withPerSecond(20);
  }

  @AfterEach
  void neverTwo() {
    cluster.service.assertNeverTwo();
  }

  @Test
  void aNodeThatJoinsGetsItsShareAtALimitedRateOnceTheMembersStay() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    activate(a, 120);
    cluster.time.advance(Duration.ofSeconds(10));
    assertThat(List.of(a.host.size(), b.host.size())).containsExactly(60, 60);

    Process c = cluster.node("c");
    cluster.time.advance(Duration.ofMillis(3_900));
    assertThat(c.host.size()).isZero();
    cluster.time.advance(Duration.ofMillis(2_100));
    // Two nodes give, 20 a second each, for at most two seconds since the members were found to be settled.
    assertThat(c.host.size()).isBetween(1, 80);
    cluster.time.advance(Duration.ofSeconds(4));

    assertThat(List.of(a.host.size(), b.host.size(), c.host.size())).allSatisfy(size -> assertThat(size).isBetween(38, 42));
    assertThat(a.host.size() + b.host.size() + c.host.size()).isEqualTo(120);
  }

  @Test
  void whatIsBalancedStaysWhereItIs() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    activate(a, 101);
    cluster.time.advance(Duration.ofSeconds(20));
    Process c = cluster.node("c");
    cluster.time.advance(Duration.ofSeconds(20));
    List<ObjectId> before = c.host.objects();

    cluster.time.advance(Duration.ofSeconds(20));

    assertThat(c.host.objects()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(a.host.size() + b.host.size() + c.host.size()).isEqualTo(101);
  }

  @Test
  void nothingMovesWhileMembersComeAndGo() {
    Process a = cluster.node("a");
    activate(a, 60);
    for (int i = 0; i < 10; i++) {
      Process guest = cluster.node("guest-" + i);
      cluster.time.advance(Duration.ofSeconds(3));
      assertThat(guest.host.size()).isZero();
      guest.keeper.leave();
      cluster.time.advance(Duration.ofSeconds(1));
    }

    assertThat(a.host.size()).isEqualTo(60);
  }

  @Test
  void nothingMovesWhereBalancingIsOff() {
    cluster.handOff = cluster.handOff.withRebalance(false);
    Process a = cluster.node("a");
    activate(a, 60);
    cluster.node("b");

    cluster.time.advance(Duration.ofSeconds(20));

    assertThat(a.host.size()).isEqualTo(60);
  }

  @Test
  void nothingMovesToWhoDoesNotAnswer() {
    Process a = cluster.node("a");
    activate(a, 60);
    Process b = cluster.node("b");
    cluster.network.cut("b", "a");

    cluster.time.advance(Duration.ofSeconds(15));

    assertThat(b.host.size()).isZero();
    assertThat(a.host.size()).isEqualTo(60);
  }

  @Test
  void anObjectGoesToTheNodeThatItsTypePrefersAndBackToItWhenItReturns() {
    Process other = cluster.node("other");
    Process second = cluster.node("second");
    Process home = cluster.node("home");
    cluster.value(other.homely("x"));
    assertThat(home.host.serves(HOMELY)).isTrue();

    Objects.requireNonNull(home.moving).drain();
    cluster.time.advance(Duration.ofSeconds(1));
    assertThat(second.host.serves(HOMELY)).isTrue();
    home.keeper.leave();
    home.transport.close();
    cluster.time.advance(Duration.ofSeconds(1));
    Process again = cluster.node("home");
    cluster.time.advance(Duration.ofSeconds(3));
    assertThat(second.host.serves(HOMELY)).isTrue();
    cluster.time.advance(Duration.ofSeconds(6));

    assertThat(again.host.serves(HOMELY)).isTrue();
    assertThat(cluster.value(other.homely("x"))).isEqualTo("0");
  }

  @Test
  void preferredNodesAreNotRelievedOfTheirObjects() {
    Process home = cluster.node("home");
    for (int i = 0; i < 40; i++) {
      cluster.value(home.homely("x" + i));
    }
    cluster.node("other");

    cluster.time.advance(Duration.ofSeconds(20));

    assertThat(home.host.size()).isEqualTo(40);
  }

  @Test
  void anObjectOnWhichAHandlerHasBeenRunningForLongIsMovedLater() {
    Process other = cluster.node("other");
    cluster.value(other.homely("x"));
    List<Boolean> served = new ArrayList<>();
    OneThreadCluster.during = () -> {
      for (int i = 0; i < 20; i++) {
        cluster.time.advance(Duration.ofSeconds(1));
        served.add(other.host.serves(HOMELY));
      }
    };
    Process home = cluster.node("home");

    CompletableFuture<Answer> musing = other.muse("x");
    OneThreadCluster.during = () -> { };
    assertThat(served).hasSize(20).doesNotContain(false);
    assertThat(cluster.answer(musing)).isInstanceOf(Answer.Done.class);
    cluster.time.advance(Duration.ofSeconds(3));

    assertThat(home.host.serves(HOMELY)).isTrue();
  }

  @Test
  void nodesThatDisagreeOnWhereAnObjectBelongsMoveItLessAndLess() {
    Process second = cluster.node("second");
    cluster.types = cluster.otherTypes;
    Process home = cluster.node("home");

    int inFiveMinutes = movesIn(second, Duration.ofMinutes(5));
    int inAnHour = movesIn(second, Duration.ofHours(1));

    assertThat(inFiveMinutes).isBetween(2, 8);
    assertThat(inAnHour).isBetween(2, 12);
    assertThat(home.host.serves(HOMELY) || second.host.serves(HOMELY)).isTrue();
  }

  private int movesIn(Process caller, Duration time) {
    cluster.value(caller.homely("x"));
    int before = cluster.service.of(HOMELY).size();
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(10)) {
      cluster.value(caller.homely("x"));
      cluster.time.advance(Duration.ofSeconds(10));
    }
    return cluster.service.of(HOMELY).size() - before;
  }

  @Test
  void aRequestThatCantBeSentIsNotTheLastOne() {
    Process a = cluster.node("a");
    activate(a, 60);
    cluster.broken = new OutOfMemoryError("for a moment");
    Process b = cluster.node("b");
    cluster.time.advance(Duration.ofSeconds(15));
    assertThat(b.host.size()).isZero();

    cluster.broken = null;
    cluster.time.advance(Duration.ofSeconds(15));

    assertThat(b.host.size()).isEqualTo(30);
  }

  private void activate(Process caller, int count) {
    for (int i = 0; i < count; i++) {
      cluster.value(caller.add("x" + i, 1));
    }
  }
}

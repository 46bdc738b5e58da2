package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeparturesTest {

  private final Departures departures = new Departures();
  private final List<String> went = new ArrayList<>();

  @Test
  void allWhoWaitForOneGoOnWhenItIsGoneAndNobodyElseDoes() {
    departures.await("x", () -> went.add("a"));
    departures.await("x", () -> went.add("b"));
    departures.await("y", () -> went.add("c"));

    departures.gone("x");

    assertThat(went).containsExactly("a", "b");
  }

  @Test
  void whoCameFirstGoesOnFirst() {
    List<String> came = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
    came.forEach(call -> departures.await("x", () -> went.add(call)));

    departures.gone("x");

    assertThat(went).containsExactlyElementsOf(came);
  }

  @Test
  void whoWasTakenBackDoesNotGoOn() {
    Departures.Wait wait = departures.await("x", () -> went.add("a"));

    assertThat(departures.takeBack(wait)).isTrue();
    departures.gone("x");

    assertThat(went).isEmpty();
    assertThat(departures.takeBack(wait)).isFalse();
  }

  @Test
  void theyGoOnInTheOrderInWhichTheyCame() {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "call " + i).toList();
    names.forEach(name -> departures.await("x", () -> went.add(name)));

    departures.gone("x");

    assertThat(went).isEqualTo(names);
  }

  @Test
  void nothingIsKeptOfAnIncarnationThatNobodyWaitsFor() {
    Departures.Wait first = departures.await("x", () -> { });
    Departures.Wait second = departures.await("x", () -> { });
    assertThat(departures.size()).isEqualTo(1);

    departures.takeBack(first);
    assertThat(departures.size()).isEqualTo(1);
    departures.takeBack(second);

    assertThat(departures.size()).isZero();
  }

  @Test
  void whoWentOnCantBeTakenBack() {
    Departures.Wait wait = departures.await("x", () -> went.add("a"));
    departures.gone("x");

    assertThat(departures.takeBack(wait)).isFalse();
    departures.gone("x");
    assertThat(went).containsExactly("a");
  }
}

package dev.highlander.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.spi.Expulsion.Order;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpulsionOrderTest {

  @Test
  void oneToEightAccuse() {
    assertThat(new Order("x", accusers(1), 1, Duration.ZERO).accusers()).hasSize(1);
    assertThat(new Order("x", accusers(8), 1, Duration.ZERO).accusers()).hasSize(8);

    assertThatThrownBy(() -> new Order("x", accusers(0), 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Order("x", accusers(9), 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nobodyAccusesItself() {
    assertThatThrownBy(() -> new Order("a0", accusers(2), 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thereAreOneToAThousandPlaces() {
    assertThat(new Order("x", accusers(1), 1_000, Duration.ZERO).places()).isEqualTo(1_000);

    assertThatThrownBy(() -> new Order("x", accusers(1), 0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Order("x", accusers(1), 1_001, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Set<String> accusers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "a" + i).collect(Collectors.toSet());
  }
}

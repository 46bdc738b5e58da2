package dev.highlander;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.internal.util.SettingKeys;
import dev.highlander.internal.util.SettingsResolver;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandOffSettingsTest {

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofHours(1);

  private static Arguments limit(String name, UnaryOperator<HandOffSettings> atLimit, UnaryOperator<HandOffSettings> beyond) {
    return Arguments.of(name, atLimit, beyond);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        limit("drain time-out", s -> s.withDrainTimeout(LEAST), s -> s.withDrainTimeout(LEAST.minusNanos(1))),
        limit("drain time-out", s -> s.withDrainTimeout(MOST), s -> s.withDrainTimeout(MOST.plusNanos(1))),
        limit("hand-offs at once", s -> s.withAtOnce(1), s -> s.withAtOnce(0)),
        limit("hand-offs at once", s -> s.withAtOnce(1_000), s -> s.withAtOnce(1_001)),
        limit("hand-offs per second", s -> s.withPerSecond(1), s -> s.withPerSecond(0)),
        limit("hand-offs per second", s -> s.withPerSecond(100_000), s -> s.withPerSecond(100_001)),
        limit("settle time", s -> s.withSettle(LEAST), s -> s.withSettle(LEAST.minusNanos(1))),
        limit("settle time", s -> s.withSettle(MOST), s -> s.withSettle(MOST.plusNanos(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void aSettingIsTakenAtItsLimitAndRefusedOnePastIt(
      String name, UnaryOperator<HandOffSettings> atLimit, UnaryOperator<HandOffSettings> beyond) {
    assertThat(atLimit.apply(HandOffSettings.DEFAULT)).isNotNull();
    assertThatThrownBy(() -> beyond.apply(HandOffSettings.DEFAULT)).isInstanceOf(BadRequest.class).hasMessageContaining(name);
  }

  @Test
  void theyComeFromOutsideOneByOne() {
    Properties properties = new Properties();
    properties.setProperty("highlander.drain-timeout", "40s");
    properties.setProperty("highlander.hand-offs-at-once", "3");
    properties.setProperty("highlander.rebalance", "false");
    properties.setProperty("highlander.rebalance-per-second", "700");
    properties.setProperty("highlander.rebalance-settle", "1m");

    NodeSettings settings = SettingKeys.nodeSettings(SettingsResolver.of(SettingKeys.CORE, properties, Map.of()));

    assertThat(settings.handOff()).isEqualTo(new HandOffSettings(Duration.ofSeconds(40), 3, false, 700, Duration.ofMinutes(1)));
    assertThat(SettingKeys.nodeSettings(SettingsResolver.of(SettingKeys.CORE, new Properties(), Map.of())).handOff())
        .isEqualTo(HandOffSettings.DEFAULT);
  }
}

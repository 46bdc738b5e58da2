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
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSettingsTest {

  private static Arguments limit(String name, UnaryOperator<ProbeSettings> atLimit, UnaryOperator<ProbeSettings> beyond) {
    return Arguments.of(name, atLimit, beyond);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        limit("interval", s -> s.withInterval(Duration.ofMillis(20)), s -> s.withInterval(Duration.ofMillis(20).minusNanos(1))),
        limit("interval", s -> s.withInterval(Duration.ofSeconds(10)), s -> s.withInterval(Duration.ofSeconds(10).plusNanos(1))),
        limit("timeout", s -> s.withTimeout(Duration.ofMillis(50)), s -> s.withTimeout(Duration.ofMillis(50).minusNanos(1))),
        limit("timeout", s -> s.withTimeout(Duration.ofSeconds(10)), s -> s.withTimeout(Duration.ofSeconds(10).plusNanos(1))),
        limit("misses", s -> s.withMisses(2), s -> s.withMisses(1)),
        limit("misses", s -> s.withMisses(100), s -> s.withMisses(101)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void aSettingIsTakenAtItsLimitAndRefusedOnePastIt(String name, UnaryOperator<ProbeSettings> atLimit, UnaryOperator<ProbeSettings> beyond) {
    assertThat(atLimit.apply(ProbeSettings.DEFAULT)).isNotNull();
    assertThatThrownBy(() -> beyond.apply(ProbeSettings.DEFAULT)).isInstanceOf(BadRequest.class).hasMessageContaining(name);
  }

  @Test
  void theyComeFromOutsideOneByOne() {
    Properties properties = new Properties();
    properties.setProperty("highlander.expel", "false");
    properties.setProperty("highlander.probe-interval", "200ms");
    properties.setProperty("highlander.probe-timeout", "1s");
    properties.setProperty("highlander.probe-misses", "7");

    NodeSettings settings = SettingKeys.nodeSettings(SettingsResolver.of(SettingKeys.CORE, properties, Map.of()));

    assertThat(settings.probes()).isEqualTo(new ProbeSettings(false, Duration.ofMillis(200), Duration.ofSeconds(1), 7));
    assertThat(SettingKeys.nodeSettings(SettingsResolver.of(SettingKeys.CORE, new Properties(), Map.of())).probes())
        .isEqualTo(ProbeSettings.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "TRUE", "1", "false "})
  void whetherToExpelIsTrueOrFalse(String value) {
    Properties properties = new Properties();
    properties.setProperty("highlander.expel", value);
    SettingsResolver resolver = SettingsResolver.of(SettingKeys.CORE, properties, Map.of());

    if (value.strip().equals("false")) {
      assertThat(resolver.flag(SettingKeys.EXPEL)).hasValue(false);
    } else {
      assertThatThrownBy(() -> resolver.flag(SettingKeys.EXPEL)).isInstanceOf(BadRequest.class).hasMessageContaining("true or false");
    }
  }
}

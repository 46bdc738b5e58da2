package dev.highlander;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeSettingsTest {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  @Test
  void theDefaultsAreThoseOfTheProtocol() {
    NodeSettings settings = NodeSettings.defaults();

    assertThat(settings)
        .isEqualTo(
            new NodeSettings(
                Duration.ofSeconds(6), Duration.ofMillis(250), Duration.ofSeconds(2), 1.1, Duration.ofSeconds(60), 10_000, 4 * MIB, 5 * MIB, 4_096,
                256 * KIB, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofSeconds(10), 3, ProbeSettings.DEFAULT,
                HandOffSettings.DEFAULT));
    assertThat(settings.takeoverWait()).isBetween(Duration.ofMillis(2200), Duration.ofMillis(2200).plusNanos(1));
    assertThat(settings.toBuilder().build()).isEqualTo(settings);
  }

  private static Arguments limit(String name, UnaryOperator<NodeSettings.Builder> atLimit, UnaryOperator<NodeSettings.Builder> beyond) {
    return Arguments.of(name, atLimit, beyond);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        limit("sessionTimeout", b -> b.sessionTimeout(Duration.ofMinutes(10)), b -> b.sessionTimeout(Duration.ofMinutes(10).plusMillis(1))),
        limit("lease", b -> b.lease(Duration.ofMillis(5999)), b -> b.lease(Duration.ofSeconds(6))),
        limit("heartbeat", b -> b.heartbeat(Duration.ofMillis(500)), b -> b.heartbeat(Duration.ofMillis(501))),
        limit("takeoverWaitFactor", b -> b.takeoverWaitFactor(1.0), b -> b.takeoverWaitFactor(0.999)),
        limit("takeoverWaitFactor", b -> b.takeoverWaitFactor(10), b -> b.takeoverWaitFactor(Double.NaN)),
        limit("idle", b -> b.idle(Duration.ofMillis(100)), b -> b.idle(Duration.ofMillis(99))),
        limit("mailbox", b -> b.mailbox(1), b -> b.mailbox(0)),
        limit("mailbox", b -> b.mailbox(1_000_000), b -> b.mailbox(1_000_001)),
        limit("stateLimitBytes", b -> b.stateLimitBytes(4 * MIB), b -> b.stateLimitBytes(4 * MIB + 1)),
        limit("frameLimitBytes", b -> b.frameLimitBytes(4 * MIB + 64 * KIB), b -> b.frameLimitBytes(4 * MIB + 64 * KIB - 1)),
        limit("keptReplies", b -> b.keptReplies(1_000_000), b -> b.keptReplies(1_000_001)),
        limit("keptReplyBytes", b -> b.keptReplyBytes(KIB), b -> b.keptReplyBytes(KIB - 1)),
        limit("requestWindow", b -> b.requestWindow(Duration.ofDays(1)), b -> b.requestWindow(Duration.ofDays(1).plusNanos(1))),
        limit("callDeadline", b -> b.callDeadline(Duration.ofHours(1)), b -> b.callDeadline(Duration.ofHours(1).plusNanos(1))),
        limit("storeDeadline", b -> b.storeDeadline(Duration.ofMillis(100)), b -> b.storeDeadline(Duration.ofMillis(99))),
        limit("maxRedirects", b -> b.maxRedirects(16), b -> b.maxRedirects(17)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void aSettingIsTakenAtItsLimitAndRefusedOnePastIt(
      String name, UnaryOperator<NodeSettings.Builder> atLimit, UnaryOperator<NodeSettings.Builder> beyond) {
    assertThat(atLimit.apply(NodeSettings.defaults().toBuilder()).build()).isNotNull();
    assertThatThrownBy(() -> beyond.apply(NodeSettings.defaults().toBuilder()).build()).isInstanceOf(BadRequest.class).hasMessageContaining(name);
  }
}

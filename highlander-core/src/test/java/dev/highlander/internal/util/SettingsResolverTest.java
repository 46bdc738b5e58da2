package dev.highlander.internal.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import dev.highlander.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsResolverTest {

  @TempDir private Path folder;

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private static SettingsResolver of(String... pairs) {
    return SettingsResolver.of(SettingKeys.CORE, properties(pairs), Map.of());
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("highlander.properties"), text).toString();
  }

  @Test
  void systemPropertyThenEnvironmentThenFile() throws IOException {
    String file = file("highlander.name=file\nhighlander.cluster=file\nhighlander.root=/file");

    SettingsResolver settings =
        SettingsResolver.of(
            SettingKeys.CORE,
            properties("highlander.settings", file, "highlander.name", " property "),
            Map.of("HIGHLANDER_NAME", "environment", "HIGHLANDER_CLUSTER", "environment"));

    assertThat(settings.text(SettingKeys.NAME)).hasValue("property");
    assertThat(settings.text(SettingKeys.CLUSTER)).hasValue("environment");
    assertThat(settings.text(SettingKeys.ROOT)).hasValue("/file");
    assertThat(settings.text(SettingKeys.LISTEN)).isEmpty();
  }

  @Test
  void theEnvironmentMayNameTheFileAndWritesDashesAsUnderscores() throws IOException {
    String file = file("highlander.mailbox=5");

    SettingsResolver settings =
        SettingsResolver.of(
            SettingKeys.CORE, new Properties(),
            Map.of("HIGHLANDER_SETTINGS", file, "HIGHLANDER_CALL_DEADLINE", "2s", "HIGHLANDER_SERVICE_HOST", "x"));

    assertThat(settings.integer(SettingKeys.MAILBOX)).hasValue(5);
    assertThat(settings.duration(SettingKeys.CALL_DEADLINE)).hasValue(Duration.ofSeconds(2));
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesTheNearestKnownOne() throws IOException {
    String file = file("highlander.heartbaet=1s");

    assertThatThrownBy(() -> of("highlander.leese", "1s"))
        .isInstanceOf(BadRequest.class)
        .hasMessage("the system property highlander.leese is unknown; the nearest known one is highlander.lease");
    assertThatThrownBy(() -> of("highlander.settings", file))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("highlander.heartbaet is unknown; the nearest known one is highlander.heartbeat");
    assertThat(of("other.leese", "1s").text(SettingKeys.LEASE)).isEmpty();
  }

  @Test
  void keysOfOtherModulesCanBeAdded() {
    Set<String> known = SettingKeys.with(Set.of("highlander.http.listen"));

    assertThat(SettingsResolver.of(known, properties("highlander.http.listen", ":80"), Map.of()).text("highlander.http.listen")).hasValue(":80");
  }

  @Test
  void aFileThatCanNotBeReadIsAnError() {
    assertThatThrownBy(() -> of("highlander.settings", folder.resolve("none").toString()))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("none");
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "3 s,PT3S", "2m,PT2M", "1h,PT1H", "2d,PT48H"})
  void durationsHaveAUnit(String text, Duration expected) {
    assertThat(of("highlander.lease", text).duration(SettingKeys.LEASE)).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({"5,5", "1KiB,1024", "4 MiB,4194304", "2047MiB,2146435072"})
  void bytesMayHaveAUnit(String text, int expected) {
    assertThat(of("highlander.state-limit", text).bytes(SettingKeys.STATE_LIMIT)).hasValue(expected);
  }

  @Test
  void valuesThatDoNotFitNameTheirKey() {
    assertThatThrownBy(() -> of("highlander.lease", "5").duration(SettingKeys.LEASE)).hasMessageContaining("the setting highlander.lease is '5'");
    assertThatThrownBy(() -> of("highlander.mailbox", "many").integer(SettingKeys.MAILBOX)).hasMessageContaining("a whole number");
    assertThatThrownBy(() -> of("highlander.takeover-wait-factor", "x").number(SettingKeys.TAKEOVER_WAIT_FACTOR)).hasMessageContaining("a number");
    assertThatThrownBy(() -> of("highlander.state-limit", "2048MiB").bytes(SettingKeys.STATE_LIMIT)).hasMessageContaining("below 2 GiB");
  }

  @Test
  void nodeSettingsAreTheDefaultsUnlessGivenFromOutside() {
    assertThat(SettingKeys.nodeSettings(of())).isEqualTo(NodeSettings.defaults());
    assertThat(SettingKeys.nodeSettings(of("highlander.lease", "1s", "highlander.frame-limit", "6MiB", "highlander.takeover-wait-factor", "1.5")))
        .isEqualTo(NodeSettings.defaults().toBuilder().lease(Duration.ofSeconds(1)).frameLimitBytes(6 << 20).takeoverWaitFactor(1.5).build());
    assertThatThrownBy(() -> SettingKeys.nodeSettings(of("highlander.lease", "7s")))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("sessionTimeout");
  }
}

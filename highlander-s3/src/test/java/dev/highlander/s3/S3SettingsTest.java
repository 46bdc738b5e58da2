package dev.highlander.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {

  @Test
  void theDefaultsAreThoseOfTheProtocol() {
    S3Settings settings = S3Store.bucket("my-bucket").settings();

    assertThat(settings).isEqualTo(S3Settings.of("my-bucket"));
    assertThat(settings.pathStyle()).isFalse();
    assertThat(settings.etagQuoting()).isEqualTo(EtagQuoting.AS_GIVEN);
    assertThat(settings.encryption()).isEqualTo(new Encryption.BucketDefault());
    assertThat(settings.attemptTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.totalTimeout()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anEndpointMeansPathStyleAndARegionUnlessTheyAreSet() {
    URI endpoint = URI.create("http://127.0.0.1:9000");

    assertThat(S3Store.bucket("b-1").endpoint(endpoint).settings().pathStyle()).isTrue();
    assertThat(S3Store.bucket("b-1").endpoint(endpoint).settings().region()).isEqualTo("us-east-1");
    assertThat(S3Store.bucket("b-1").endpoint(endpoint).pathStyle(false).region("eu-north-1").settings())
        .returns(false, S3Settings::pathStyle)
        .returns("eu-north-1", S3Settings::region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "-abc", "abc-", "a/b", "a b"})
  void aBucketNameThatCanNotBeOneIsRefused(String bucket) {
    assertThatThrownBy(() -> S3Store.bucket(bucket)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("bucket");
  }

  @Test
  void thePrefixHas120CharactersAtMostAndEndsWithASlash() {
    String longest = "p".repeat(119) + "/";

    assertThat(S3Store.bucket("bucket").prefix(longest).settings().prefix()).isEqualTo(longest);
    assertThatThrownBy(() -> S3Store.bucket("bucket").prefix("p" + longest).settings()).hasMessageContaining("120");
    assertThatThrownBy(() -> S3Store.bucket("bucket").prefix("p").settings()).hasMessageContaining("slash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a//", "../", "a/./", "a b/", "ä/"})
  void aPrefixWithAnIllegalPartIsRefused(String prefix) {
    assertThatThrownBy(() -> S3Store.bucket("bucket").prefix(prefix).settings()).hasMessageContaining("illegal part");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "host:9000", "http:///path", "http://host?x=1", "http://host#x"})
  void anEndpointThatIsNoneIsRefused(String endpoint) {
    assertThatThrownBy(() -> S3Store.bucket("bucket").endpoint(URI.create(endpoint)).settings()).hasMessageContaining("endpoint");
  }

  @Test
  void anEndpointWithAPasswordIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> S3Store.bucket("bucket").endpoint(URI.create("http://user:hunter2@host")).settings())
        .hasMessageContaining("user information")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void limitsHoldAtTheLimitAndNotOnePastIt() {
    assertThat(S3Store.bucket("bucket").maxInFlight(1).maxWaiting(0).settings().maxInFlight()).isOne();
    assertThat(S3Store.bucket("bucket").maxInFlight(10_000).maxWaiting(1_000_000).settings().maxWaiting()).isEqualTo(1_000_000);
    assertThatThrownBy(() -> S3Store.bucket("bucket").maxInFlight(0).settings()).hasMessageContaining("maxInFlight");
    assertThatThrownBy(() -> S3Store.bucket("bucket").maxInFlight(10_001).settings()).hasMessageContaining("maxInFlight");
    assertThatThrownBy(() -> S3Store.bucket("bucket").maxWaiting(-1).settings()).hasMessageContaining("maxWaiting");
    assertThatThrownBy(() -> S3Store.bucket("bucket").maxWaiting(1_000_001).settings()).hasMessageContaining("maxWaiting");
  }

  @Test
  void timeoutsAreAboveZeroAndBelowTenSeconds() {
    Duration longest = Duration.ofSeconds(10).minusNanos(1);

    assertThat(S3Store.bucket("bucket").totalTimeout(longest).settings().totalTimeout()).isEqualTo(longest);
    assertThatThrownBy(() -> S3Store.bucket("bucket").totalTimeout(Duration.ofSeconds(10)).settings()).hasMessageContaining("totalTimeout");
    assertThatThrownBy(() -> S3Store.bucket("bucket").attemptTimeout(Duration.ZERO).settings()).hasMessageContaining("attemptTimeout");
    assertThatThrownBy(() -> S3Store.bucket("bucket").attemptTimeout(Duration.ofSeconds(9)).settings()).hasMessageContaining("shorter");
  }

  @ParameterizedTest
  @CsvSource({
    "AS_GIVEN, \"x\", \"x\"", "AS_GIVEN, x, x", "QUOTED, x, \"x\"", "QUOTED, \"x\", \"x\"", "UNQUOTED, \"x\", x", "UNQUOTED, x, x",
    "UNQUOTED, \", \"", "QUOTED, \", \"\"\""
  })
  void onlyTheQuotesAroundATagAreTouched(EtagQuoting quoting, String given, String sent) {
    assertThat(quoting.apply(given)).isEqualTo(sent);
  }
}

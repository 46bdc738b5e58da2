package dev.highlander.s3;

import dev.highlander.spi.Platform;
import dev.highlander.spi.SnapshotStore;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Says which bucket and how to reach it; a node opens it when it starts: {@code Highlander.node().store(S3Store.bucket("my-bucket"))}.
 * Unset, everything has the default of {@link S3Settings#of}, and credentials come from the SDK's usual places. Not thread-safe.
 */
public final class S3StoreBuilder implements SnapshotStore.Provider {

  private final S3Settings defaults;
  private @Nullable String region;
  private @Nullable URI endpoint;
  private @Nullable Boolean pathStyle;
  private @Nullable AwsCredentialsProvider credentials;
  private String prefix;
  private Encryption encryption;
  private EtagQuoting etagQuoting;
  private int maxInFlight;
  private int maxWaiting;
  private Duration connectTimeout;
  private Duration attemptTimeout;
  private Duration totalTimeout;

  S3StoreBuilder(String bucket) {
    defaults = S3Settings.of(bucket);
    prefix = defaults.prefix();
    encryption = defaults.encryption();
    etagQuoting = defaults.etagQuoting();
    maxInFlight = defaults.maxInFlight();
    maxWaiting = defaults.maxWaiting();
    connectTimeout = defaults.connectTimeout();
    attemptTimeout = defaults.attemptTimeout();
    totalTimeout = defaults.totalTimeout();
  }

  /** The bucket's region; with an {@link #endpoint} {@code us-east-1} unless set. */
  public S3StoreBuilder region(String region) {
    this.region = region;
    return this;
  }

  /** Address of an S3-compatible server, {@code http(s)://host[:port]}. */
  public S3StoreBuilder endpoint(URI endpoint) {
    this.endpoint = endpoint;
    return this;
  }

  /** Whether the bucket stands in the path instead of the host name; unless set, it does when there is an {@link #endpoint}. */
  public S3StoreBuilder pathStyle(boolean pathStyle) {
    this.pathStyle = pathStyle;
    return this;
  }

  /** Where credentials come from; the store does not close it. */
  public S3StoreBuilder credentials(AwsCredentialsProvider provider) {
    this.credentials = provider;
    return this;
  }

  /** Fixed credentials, for local servers and tests. */
  public S3StoreBuilder credentials(String accessKey, String secretKey) {
    return credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
  }

  /** Put before every key; ends with a slash. Clusters that share a bucket have different prefixes. */
  public S3StoreBuilder prefix(String prefix) {
    this.prefix = prefix;
    return this;
  }

  public S3StoreBuilder encryption(Encryption encryption) {
    this.encryption = encryption;
    return this;
  }

  public S3StoreBuilder etagQuoting(EtagQuoting etagQuoting) {
    this.etagQuoting = etagQuoting;
    return this;
  }

  /** Requests on the wire at once, which is also the size of the connection pool. */
  public S3StoreBuilder maxInFlight(int requests) {
    this.maxInFlight = requests;
    return this;
  }

  /** Requests that may wait for a connection; one more is refused at once. */
  public S3StoreBuilder maxWaiting(int requests) {
    this.maxWaiting = requests;
    return this;
  }

  public S3StoreBuilder connectTimeout(Duration timeout) {
    this.connectTimeout = timeout;
    return this;
  }

  /** For one attempt of a request; a write has exactly one. */
  public S3StoreBuilder attemptTimeout(Duration timeout) {
    this.attemptTimeout = timeout;
    return this;
  }

  /** For a read with all its attempts, and for waiting for a free connection. */
  public S3StoreBuilder totalTimeout(Duration timeout) {
    this.totalTimeout = timeout;
    return this;
  }

  /**
   * The settings as they are now.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public S3Settings settings() {
    @Nullable String regionOrDefault = region == null && endpoint != null ? "us-east-1" : region;
    boolean pathStyleOrDefault = pathStyle == null ? endpoint != null : pathStyle;
    return new S3Settings(
        defaults.bucket(), regionOrDefault, endpoint, pathStyleOrDefault, prefix, encryption, etagQuoting,
        maxInFlight, maxWaiting, connectTimeout, attemptTimeout, totalTimeout);
  }

  /** Opens the store; no request is sent yet. Requests run on the platform's executor, which has a thread for each. */
  @Override
  public S3Store open(Platform platform) {
    S3Settings settings = settings();
    AwsCredentialsProvider provider = credentials == null ? DefaultCredentialsProvider.builder().build() : credentials;
    return new S3Store(settings, S3Calls.open(settings, provider), platform.executor());
  }
}

package dev.highlander.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The SDK's clients as protocol F8 wants them: two over one connection pool, because the SDK sets retries for a whole client. A write is
 * attempted once, as only the layer above can tell its own earlier attempt from somebody else's write; reads may be repeated freely.
 */
final class S3Clients {

  private final S3Settings settings;
  private final AwsCredentialsProvider credentials;

  S3Clients(S3Settings settings, AwsCredentialsProvider credentials) {
    this.settings = settings;
    this.credentials = credentials;
  }

  SdkHttpClient connectionPool() {
    return Apache5HttpClient.builder()
        .maxConnections(settings.maxInFlight())
        .connectionTimeout(settings.connectTimeout())
        .connectionAcquisitionTimeout(settings.totalTimeout())
        .socketTimeout(settings.attemptTimeout())
        // a connection the server has closed meanwhile costs a write of unknown outcome: don't keep one that long
        .connectionMaxIdleTime(settings.totalTimeout())
        .expectContinueEnabled(false)
        .build();
  }

  S3Client forReads(SdkHttpClient http) {
    return client(http, AwsRetryStrategy.standardRetryStrategy()).build();
  }

  S3Client forWrites(SdkHttpClient http) {
    return client(http, AwsRetryStrategy.doNotRetry()).build();
  }

  private S3ClientBuilder client(SdkHttpClient http, RetryStrategy retries) {
    S3ClientBuilder builder = S3Client.builder()
        .httpClient(http)
        .credentialsProvider(credentials)
        .forcePathStyle(settings.pathStyle())
        // compatible servers do not know the SDK's default checksums and the chunked encoding that carries them
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .overrideConfiguration(common -> common
            .retryStrategy(retries)
            .apiCallAttemptTimeout(settings.attemptTimeout())
            .apiCallTimeout(settings.totalTimeout())
            .addExecutionInterceptor(new SentMark.Interceptor()));
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    }
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder;
  }
}

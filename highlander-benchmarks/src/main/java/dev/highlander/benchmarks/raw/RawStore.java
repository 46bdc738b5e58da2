package dev.highlander.benchmarks.raw;

import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.s3.S3Settings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The SDK alone: the client, pool and settings that the S3 store uses, with nothing around them. Thread-safe. */
public final class RawStore implements AutoCloseable {

  private final S3Client client;

  public RawStore(StoreStub stub) {
    S3Settings same = S3Settings.of(StoreStub.BUCKET);
    this.client = S3Client.builder()
        .httpClientBuilder(Apache5HttpClient.builder()
            .maxConnections(same.maxInFlight())
            .connectionTimeout(StoreStub.PATIENCE)
            .connectionAcquisitionTimeout(StoreStub.PATIENCE)
            .socketTimeout(StoreStub.PATIENCE)
            .connectionMaxIdleTime(StoreStub.PATIENCE)
            .expectContinueEnabled(false))
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .overrideConfiguration(common -> common
            .retryStrategy(AwsRetryStrategy.doNotRetry())
            .apiCallAttemptTimeout(StoreStub.PATIENCE)
            .apiCallTimeout(StoreStub.PATIENCE))
        .region(Region.US_EAST_1)
        .endpointOverride(stub.endpoint())
        .build();
  }

  /** A caller that replaces one object after the other, each on top of its own last write. For one thread. */
  public Callable<String> writer(String keyPrefix, int objects, int bytes) {
    return new Writer(keyPrefix, objects, new byte[bytes]);
  }

  /** Reads an object; null if there is none. */
  public byte @Nullable [] get(String key) {
    try {
      return client.getObjectAsBytes(request -> request.bucket(StoreStub.BUCKET).key(key)).asByteArrayUnsafe();
    } catch (software.amazon.awssdk.services.s3.model.NoSuchKeyException e) {
      return null;
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Writer implements Callable<String> {
    private final String keyPrefix;
    private final @Nullable String[] etags;
    private final byte[] body;
    private int next;

    Writer(String keyPrefix, int objects, byte[] body) {
      this.keyPrefix = keyPrefix;
      this.etags = new String[objects];
      this.body = body;
    }

    @Override
    public String call() {
      int object = next++ % etags.length;
      String etag = etags[object];
      PutObjectRequest.Builder request =
          PutObjectRequest.builder().bucket(StoreStub.BUCKET).key(keyPrefix + object).contentType("application/json");
      PutObjectRequest conditional = (etag == null ? request.ifNoneMatch("*") : request.ifMatch(etag)).build();
      String written = client.putObject(conditional, RequestBody.fromBytes(body)).eTag();
      etags[object] = written;
      return written;
    }
  }
}

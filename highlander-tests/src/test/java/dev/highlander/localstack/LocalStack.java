package dev.highlander.localstack;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.highlander.s3.S3Store;
import dev.highlander.s3.S3StoreBuilder;
import java.net.URI;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * LocalStack's S3 in a container. {@code -Dhighlander.localstack.image=...} names another image that is compatible with it.
 */
final class LocalStack implements AutoCloseable {

  /** The last image that runs without an account token; also in {@code samples-todo/compose.yaml} and {@code docs/localstack.md}. */
  private static final String IMAGE = "localstack/localstack:4.14.0";

  private static final String BUCKET = "highlander";

  private final LocalStackContainer container;

  private LocalStack(LocalStackContainer container) {
    this.container = container;
  }

  /** Starts it; where there is no Docker the tests are skipped, and the output says so. */
  static LocalStack startOrSkip() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      String message = "SKIPPED: the LocalStack tests need Docker, and no Docker daemon answers here (docs/localstack.md)";
      System.out.println(message);
      abort(message);
    }
    var image = DockerImageName.parse(System.getProperty("highlander.localstack.image", IMAGE))
        .asCompatibleSubstituteFor("localstack/localstack");
    var container = new LocalStackContainer(image).withServices("s3");
    container.start();
    var started = new LocalStack(container);
    started.createBucket();
    return started;
  }

  /** A store in its bucket. */
  S3StoreBuilder store() {
    return S3Store.bucket(BUCKET)
        .endpoint(endpoint())
        .region(container.getRegion())
        .credentials(container.getAccessKey(), container.getSecretKey());
  }

  private URI endpoint() {
    return container.getEndpoint();
  }

  private void createBucket() {
    var credentials = AwsBasicCredentials.create(container.getAccessKey(), container.getSecretKey());
    try (S3Client client = S3Client.builder()
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.of(container.getRegion()))
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}

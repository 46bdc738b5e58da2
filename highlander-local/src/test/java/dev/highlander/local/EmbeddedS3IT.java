package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class EmbeddedS3IT {

  private static final String UNFINISHED = "a.json-123e4567-e89b-42d3-a456-426614174000";

  @TempDir Path folder;

  @Test
  void objectsAndKeysSurviveARestart() {
    String accessKey;
    String etag;
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      accessKey = server.accessKey();
      etag = put(client, server, "kept.json", "{}");
    }

    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      assertThat(server.accessKey()).isEqualTo(accessKey);
      assertThat(client.headObject(b -> b.bucket(server.bucket()).key("kept.json")).eTag()).isEqualTo(etag);
      client.putObject(b -> b.bucket(server.bucket()).key("kept.json").ifMatch(etag), RequestBody.fromString("{\"next\":1}"));
    }
  }

  @Test
  void everyCharacterOfEncodedKeysIsKept() {
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      String key = "prefix/objects/todo/AZaz09._=2F=C3=A4-~/" + "x".repeat(180) + "~/tail.json";

      put(client, server, key, "{\"ok\":true}");

      assertThat(client.getObjectAsBytes(b -> b.bucket(server.bucket()).key(key)).asUtf8String()).isEqualTo("{\"ok\":true}");
      assertThat(keys(client, server, null, 1000)).containsExactly(key);
    }
  }

  @Test
  void listingsAreInTheOrderOfWholeKeysAcrossPages() {
    List<String> written = List.of("b/a", "b-a", "b.a", "b=2F", "b/a-1", "ba", "B", "b~/x", "a/z/z", "a.json", "a0");
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      written.forEach(key -> put(client, server, key + ".json", "{}"));

      var expected = written.stream().map(key -> key + ".json").sorted().toList();
      assertThat(keys(client, server, null, 1000)).isEqualTo(expected);
      assertThat(keys(client, server, null, 3)).isEqualTo(expected);
      assertThat(keys(client, server, "b/", 1)).containsExactly("b/a-1.json", "b/a.json");
    }
  }

  @Test
  void unfinishedUploadsAreHiddenAndSweptAtTheNextStart() throws IOException {
    Path leftover;
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      put(client, server, "a.json", "{}");
      put(client, server, "b.json", "{}");
      leftover = Files.writeString(folder.resolve("buckets").resolve(server.bucket()).resolve(UNFINISHED), "{\"to");

      assertThat(keys(client, server, null, 1000)).containsExactly("a.json", "b.json");
      assertThat(keys(client, server, null, 1)).containsExactly("a.json", "b.json");
      assertThatThrownBy(() -> put(client, server, UNFINISHED, "{}"))
          .isInstanceOf(S3Exception.class)
          .hasMessageContaining("unfinished uploads");
    }

    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      assertThat(leftover).doesNotExist();
      assertThat(keys(client, server, null, 1000)).containsExactly("a.json", "b.json");
    }
  }

  @Test
  void conditionsOnMissingKeysAnswerAsS3Does() {
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      String etag = put(client, server, "a.json", "{}");

      assertThatThrownBy(() -> client.getObjectAsBytes(b -> b.bucket(server.bucket()).key("none.json")))
          .isInstanceOf(NoSuchKeyException.class);
      assertRefused(404, "NoSuchKey", () -> client.putObject(
          b -> b.bucket(server.bucket()).key("none.json").ifMatch(etag), RequestBody.fromString("{}")));
      assertRefused(412, "PreconditionFailed", () -> client.putObject(
          b -> b.bucket(server.bucket()).key("a.json").ifNoneMatch("*"), RequestBody.fromString("{}")));
      assertRefused(412, "PreconditionFailed", () -> client.putObject(
          b -> b.bucket(server.bucket()).key("a.json").ifMatch("\"0123\""), RequestBody.fromString("{}")));
      assertRefused(412, "PreconditionFailed", () -> client.deleteObject(
          b -> b.bucket(server.bucket()).key("a.json").ifMatch("\"0123\"")));
      assertThat(client.deleteObject(b -> b.bucket(server.bucket()).key("none.json").ifMatch(etag)).sdkHttpResponse().statusCode())
          .isEqualTo(204);
    }
  }

  @Test
  void bodiesUpToTheLimitAreKeptAndOneByteMoreIsRefused() {
    try (var server = EmbeddedS3.start(folder);
        var client = S3Clients.of(server)) {
      byte[] largest = new byte[ConditionalBlobStore.MAX_BODY_BYTES];
      client.putObject(b -> b.bucket(server.bucket()).key("largest"), RequestBody.fromBytes(largest));
      assertThat(client.headObject(b -> b.bucket(server.bucket()).key("largest")).contentLength()).isEqualTo(largest.length);

      assertThatThrownBy(() -> client.putObject(
              b -> b.bucket(server.bucket()).key("larger"), RequestBody.fromBytes(new byte[largest.length + 1])))
          .as("refused by its length alone: the connection may be closed before the body is sent")
          .isInstanceOf(SdkException.class);
      assertThat(keys(client, server, null, 1000)).containsExactly("largest");
    }
  }

  @Test
  void wrongKeysAreRefused() {
    try (var server = EmbeddedS3.start(folder);
        var wrongSecret = S3Clients.of(server.endpoint(), server.region(), server.accessKey(), "wrong");
        var unknown = S3Clients.of(server.endpoint(), server.region(), "unknown", server.secretKey())) {
      assertRefused(403, "SignatureDoesNotMatch", () -> put(wrongSecret, server, "a.json", "{}"));
      assertRefused(403, "InvalidAccessKeyId", () -> put(unknown, server, "a.json", "{}"));
    }
  }

  @Test
  void theSecretIsReadableByTheOwnerOnly() throws IOException {
    EmbeddedS3.start(folder).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("credentials.properties"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    try (var server = EmbeddedS3.start(folder)) {
      assertThatThrownBy(() -> EmbeddedS3.start(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another server");
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void aTakenPortIsNamedAndTheFolderIsFreeAgain() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedS3.start(folder, taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }

    EmbeddedS3.start(folder).close();
  }

  @Test
  void closingTwiceIsHarmless() {
    var server = EmbeddedS3.start(folder);
    server.close();
    server.close();
  }

  private static void assertRefused(int status, String code, Runnable request) {
    assertThatThrownBy(request::run).isInstanceOfSatisfying(S3Exception.class, e -> {
      assertThat(e.statusCode()).isEqualTo(status);
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    });
  }

  private static String put(S3Client client, EmbeddedS3 server, String key, String body) {
    return client.putObject(b -> b.bucket(server.bucket()).key(key), RequestBody.fromString(body)).eTag();
  }

  private static List<String> keys(S3Client client, EmbeddedS3 server, @Nullable String prefix, int pageSize) {
    List<String> keys = new ArrayList<>();
    client.listObjectsV2Paginator(b -> b.bucket(server.bucket()).prefix(prefix).maxKeys(pageSize)).contents().stream()
        .map(S3Object::key)
        .forEach(keys::add);
    return keys;
  }
}

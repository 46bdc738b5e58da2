package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The server in a process of its own, killed while 16 writers replace objects: what was acknowledged is there, complete. */
class EmbeddedS3KillIT {

  private static final int WRITERS = 16;
  private static final int ROUNDS = 3;
  private static final int WRITES_BEFORE_THE_KILL = 300;

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostOrTornWhenTheServerIsKilled() throws Exception {
    Map<Integer, Integer> acknowledged = new ConcurrentHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      writeUntilKilled(round, acknowledged);

      try (var server = EmbeddedS3.start(folder);
          var client = S3Clients.of(server)) {
        Map<Integer, Integer> stored = new HashMap<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          stored.put(writer, intact(client, server.bucket(), writer));
        }
        stored.forEach((writer, number) ->
            assertThat(number).as("number stored for writer %s", writer).isGreaterThanOrEqualTo(acknowledged.get(writer)));
        assertThat(client.listObjectsV2(b -> b.bucket(server.bucket())).contents()).hasSize(WRITERS);
        acknowledged.putAll(stored);
      }
    }
  }

  private void writeUntilKilled(int round, Map<Integer, Integer> acknowledged) throws Exception {
    Process server = TestServer.launch(folder);
    try (var reader = server.inputReader();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String[] address = reader.readLine().split(" ");
      try (var client = S3Clients.of(URI.create(address[0]), "us-east-1", address[2], address[3])) {
        int before = total(acknowledged);
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          threads.submit(() -> {
            for (int number = acknowledged.getOrDefault(writer, 0) + 1; write(client, address[1], writer, number); number++) {
              acknowledged.put(writer, number);
            }
          });
        }
        Awaitility.await("writes of round " + round)
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> acknowledged.size() == WRITERS && total(acknowledged) - before > WRITES_BEFORE_THE_KILL);
        server.destroyForcibly().waitFor();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static boolean write(S3Client client, String bucket, int writer, int number) {
    try {
      client.putObject(b -> b.bucket(bucket).key("kill/" + writer + ".json"), RequestBody.fromString(body(number)));
      return true;
    } catch (SdkException e) {
      return false;
    }
  }

  private static String body(int number) {
    return number + ":" + "x".repeat(20_000 + number % 1000) + ":" + number;
  }

  private static int intact(S3Client client, String bucket, int writer) {
    String body = client.getObjectAsBytes(b -> b.bucket(bucket).key("kill/" + writer + ".json")).asUtf8String();
    int number = Integer.parseInt(body.substring(0, body.indexOf(':')));
    assertThat(body).isEqualTo(body(number));
    return number;
  }

  private static int total(Map<Integer, Integer> acknowledged) {
    return acknowledged.values().stream().collect(Collectors.summingInt(Integer::intValue));
  }

  /** The child process: prints endpoint, bucket and keys, and runs until it is killed or its parent is gone. */
  static final class TestServer {

    private TestServer() {}

    static Process launch(Path folder) throws Exception {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
              TestServer.class.getName(),
              folder.toString())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    public static void main(String[] arguments) throws Exception {
      EmbeddedS3 server = EmbeddedS3.start(Path.of(arguments[0]));
      System.out.println(server.endpoint() + " " + server.bucket() + " " + server.accessKey() + " " + server.secretKey());
      while (System.in.read() >= 0) {
        continue;
      }
      server.close();
    }
  }
}

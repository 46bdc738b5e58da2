package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Conditional requests raced over real HTTP: as shipped, s3proxy lets up to seven of 32 writers with one If-Match win. */
class EmbeddedS3RacesIT {

  private static final int RACERS = 32;
  private static final int ROUNDS = 50;

  @TempDir static Path folder;
  static EmbeddedS3 server;
  static S3Client client;

  @BeforeAll
  static void start() {
    server = EmbeddedS3.start(folder);
    client = S3Clients.of(server);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void oneOfManyRacingCreatesWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "create/" + round + ".json";

      List<Integer> answers = race(racer -> put(key, body(racer), null));

      assertOneWinner(key, answers);
    }
  }

  @Test
  void oneOfManyRacingWritesOfOneVersionWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "replace/" + round + ".json";
      String etag = client.putObject(b -> b.bucket(server.bucket()).key(key), RequestBody.fromString("first")).eTag();

      List<Integer> answers = race(racer -> put(key, body(racer), etag));

      assertOneWinner(key, answers);
    }
  }

  @Test
  void aConditionalDeleteNeverRemovesWhatARacingWriteReplaced() throws Exception {
    int deletesThatWon = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String key = "delete/" + round + ".json";
      String etag = client.putObject(b -> b.bucket(server.bucket()).key(key), RequestBody.fromString("first")).eTag();

      List<Integer> answers = race(racer -> racer % 2 == 0 ? put(key, body(racer), etag) : delete(key, etag));

      List<Integer> writes = new ArrayList<>();
      List<Integer> deletes = new ArrayList<>();
      for (int racer = 0; racer < RACERS; racer++) {
        (racer % 2 == 0 ? writes : deletes).add(answers.get(racer));
      }
      if (writes.contains(200)) {
        assertThat(writes).containsOnlyOnce(200);
        assertThat(deletes).as("deletes of the replaced version in round %s", round).containsOnly(412);
        assertThat(read(key)).isEqualTo(body(answers.indexOf(200)));
      } else {
        deletesThatWon++;
        assertThat(writes).as("writes to the deleted version in round %s", round).containsOnly(404);
        assertThat(deletes).containsOnly(204);
      }
    }
    assertThat(deletesThatWon).as("rounds in which a delete came first: both orders must have been seen").isBetween(1, ROUNDS - 1);
  }

  @Test
  void aReaderNeverSeesTheEtagOfOneVersionWithTheBytesOfAnother() throws Exception {
    String key = "torn.json";
    String small = "a".repeat(100);
    String large = "b".repeat(100_000);
    String smallTag = client.putObject(b -> b.bucket(server.bucket()).key(key), RequestBody.fromString(small)).eTag();

    race(racer -> {
      for (int i = 0; i < 20; i++) {
        if (racer < 4) {
          client.putObject(b -> b.bucket(server.bucket()).key(key), RequestBody.fromString(racer % 2 == 0 ? small : large));
        } else {
          var answer = client.getObjectAsBytes(b -> b.bucket(server.bucket()).key(key));
          assertThat(answer.asUtf8String()).isEqualTo(answer.response().eTag().equals(smallTag) ? small : large);
        }
      }
      return 200;
    });
  }

  @Test
  void deletingTheLastFileOfAFolderDoesNotDisturbWritesIntoIt() throws Exception {
    List<Integer> answers = race(racer -> {
      for (int i = 0; i < 20; i++) {
        String key = "folder/" + racer + "-" + i + ".json";
        String etag = client.putObject(b -> b.bucket(server.bucket()).key(key).ifNoneMatch("*"), RequestBody.fromString("x")).eTag();
        client.deleteObject(b -> b.bucket(server.bucket()).key(key).ifMatch(etag));
      }
      return 200;
    });

    assertThat(answers).containsOnly(200);
  }

  private static void assertOneWinner(String key, List<Integer> answers) {
    assertThat(answers).as("answers for %s", key).containsOnlyOnce(200).containsOnly(200, 412);
    assertThat(read(key)).isEqualTo(body(answers.indexOf(200)));
  }

  private static String body(int racer) {
    return "{\"racer\":" + racer + "}";
  }

  private static String read(String key) {
    return client.getObjectAsBytes(b -> b.bucket(server.bucket()).key(key)).asUtf8String();
  }

  private static int put(String key, String body, String etag) {
    return status(() -> client.putObject(
        b -> {
          b.bucket(server.bucket()).key(key);
          if (etag == null) {
            b.ifNoneMatch("*");
          } else {
            b.ifMatch(etag);
          }
        },
        RequestBody.fromString(body)).sdkHttpResponse().statusCode());
  }

  private static int delete(String key, String etag) {
    return status(() -> client.deleteObject(b -> b.bucket(server.bucket()).key(key).ifMatch(etag)).sdkHttpResponse().statusCode());
  }

  private static int status(java.util.function.IntSupplier request) {
    try {
      return request.getAsInt();
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private static List<Integer> race(IntFunction<Integer> racer) throws Exception {
    var barrier = new CyclicBarrier(RACERS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        int number = i;
        answers.add(threads.submit(() -> {
          barrier.await();
          return racer.apply(number);
        }));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    }
  }
}

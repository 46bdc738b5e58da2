package dev.highlander.benchmarks.stub;

import dev.highlander.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.Builder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * An S3 stand-in in a process of its own: conditional PUT, GET, HEAD, DELETE and listing in memory, each delayed by so much, which stands for
 * the way to a real bucket and its disks. A virtual thread for each connection; no request waits for another.
 */
public final class StoreStub implements AutoCloseable {

  public static final String BUCKET = "bench";
  public static final int DELAY_MILLIS = 10;

  /** How long clients wait for an answer: on a busy machine the first of hundreds of cold requests are late, and a benchmark is no fault test. */
  public static final Duration PATIENCE = Duration.ofSeconds(9);

  private final ChildProcess process;

  private StoreStub(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process. */
  public static StoreStub start() throws IOException {
    return new StoreStub(ChildProcess.start(StoreStub.class, Integer.toString(DELAY_MILLIS)));
  }

  /** The process itself. */
  public static void main(String[] args) {
    ChildProcess.serve(() -> {
      long delayMillis = Long.parseLong(args[0]);
      Bucket bucket = new Bucket();
      ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(() -> accept(server, bucket, delayMillis));
      return Map.of("endpoint", "http://127.0.0.1:" + server.getLocalPort());
    });
  }

  private static void accept(ServerSocket server, Bucket bucket, long delayMillis) {
    while (true) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket, bucket, delayMillis));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Bucket bucket, long delayMillis) {
    try {
      new HttpConnection(socket).serve(request -> {
        if (!request.path().equals(Bucket.COUNTERS)) {
          pause(delayMillis);
        }
        return bucket.handle(request);
      });
    } catch (IOException e) {
      // The client is gone; it knows why.
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public URI endpoint() {
    return process.address("endpoint", URI::create);
  }

  /** Counts so far. */
  public Counts counts() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Builder request = java.net.http.HttpRequest.newBuilder(endpoint().resolve(Bucket.COUNTERS)).version(HttpClient.Version.HTTP_1_1);
      String[] numbers = http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body().split(" ", -1);
      return new Counts(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * Counts since the start.
   *
   * @param puts PUT requests
   * @param bytes of their bodies
   */
  public record Counts(long puts, long bytes) {

    /** How many bytes a PUT had since then, in the mean; at least 1. */
    public int meanBytesSince(Counts before) {
      return (int) Math.max(1, (bytes - before.bytes) / Math.max(1, puts - before.puts));
    }
  }
}

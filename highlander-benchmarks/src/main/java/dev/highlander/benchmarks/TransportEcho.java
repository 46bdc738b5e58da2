package dev.highlander.benchmarks;

import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import dev.highlander.spi.Transport;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Round trips of 100 bytes over loopback, the transport beside {@link RawEcho}, with 1, 64 and 256 in flight. Each runs in a process of
 * its own, one after the other. Arguments: seconds for each (default 5).
 */
public final class TransportEcho {

  private static final int BODY_BYTES = 100;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private TransportEcho() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    String only = arguments.length > 1 ? arguments[1] : "";
    if (only.isEmpty()) {
      for (String run : List.of("raw 1", "transport 1", "raw 64", "transport 64", "raw 256", "transport 256")) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TransportEcho.class.getName(), seconds + "", run));
        new ProcessBuilder(command).inheritIO().start().waitFor();
      }
      return;
    }
    int inFlight = Integer.parseInt(only.substring(only.indexOf(' ') + 1));
    LongAdder done = new LongAdder();
    if (only.startsWith("raw")) {
      new RawEcho(BODY_BYTES, inFlight, done).start();
    } else {
      startTransport(inFlight, done);
    }
    System.out.printf("%-14s in flight: %,12.0f round trips/s (best of %d seconds)%n", only, best(seconds, done), seconds);
    System.exit(0);
  }

  private static void startTransport(int inFlight, LongAdder done) throws InterruptedException, ExecutionException {
    ClusterSecret secret = ClusterSecret.of("only for this measurement on loopback");
    TcpTransport server = transport(TransportSettings.withSecret("bench", "server", "127.0.0.1:0", secret));
    TcpTransport client = transport(TransportSettings.withSecret("bench", "client", null, secret));
    String address = server.start((peer, body, responder) -> responder.reply(body)).get();
    client.start((peer, body, responder) -> {}).get();
    byte[] body = new byte[BODY_BYTES];
    for (int i = 0; i < inFlight; i++) {
      client.request(address, body, TIMEOUT_NANOS, new Again(client, address, body, done));
    }
  }

  private static TcpTransport transport(TransportSettings settings) {
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    Ticker ticker =
        new Ticker() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public long wallMillis() {
            return System.currentTimeMillis();
          }
        };
    Platform platform =
        new Platform(
            ticker,
            (delay, task) -> {
              var timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
              return () -> timer.cancel(false);
            },
            Runnable::run,
            new SecureRandom());
    return new TcpTransport(settings, platform, Thread.ofPlatform().daemon().factory());
  }

  private static double best(int seconds, LongAdder done) throws InterruptedException {
    TimeUnit.SECONDS.sleep(2);
    double best = 0;
    for (int i = 0; i < seconds; i++) {
      long before = done.sum();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(1);
      best = Math.max(best, (done.sum() - before) * 1e9 / (System.nanoTime() - start));
    }
    return best;
  }

  /** Asks again as soon as it has its answer. */
  private record Again(Transport client, String address, byte[] body, LongAdder done) implements Transport.ReplyHandler {
    @Override
    public void onReply(byte[] reply) {
      done.increment();
      client.request(address, body, TIMEOUT_NANOS, this);
    }

    @Override
    public void onFailure(Transport.Failure failure) {
      throw new IllegalStateException(failure.reason());
    }
  }
}

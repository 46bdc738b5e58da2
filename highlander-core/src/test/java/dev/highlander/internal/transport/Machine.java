package dev.highlander.internal.transport;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import dev.highlander.spi.Transport;
import dev.highlander.spi.Transport.RequestHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The real machine for one test: its clock, and transports whose threads are counted. */
final class Machine implements AutoCloseable {

  static final ClusterSecret SECRET = ClusterSecret.of("the secret of these tests, 32 byte");

  final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
  private final List<TcpTransport> opened = new ArrayList<>();
  final Platform platform;

  Machine() {
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
    this.platform =
        new Platform(
            ticker,
            (delay, task) -> {
              var timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
              return () -> timer.cancel(false);
            },
            Runnable::run,
            new SecureRandom());
  }

  ThreadFactory threadFactory() {
    return task -> {
      Thread thread = Thread.ofPlatform().daemon().unstarted(task);
      threads.add(thread);
      return thread;
    };
  }

  TransportSettings node(String name) {
    return TransportSettings.withSecret("cluster", name, "127.0.0.1:0", SECRET);
  }

  TransportSettings client(String name) {
    return TransportSettings.withSecret("cluster", name, null, SECRET);
  }

  TcpTransport transport(TransportSettings settings) {
    TcpTransport transport = new TcpTransport(settings, platform, threadFactory());
    opened.add(transport);
    return transport;
  }

  String start(TransportSettings settings, RequestHandler handler) {
    return start(transport(settings), handler);
  }

  static String start(TcpTransport transport, RequestHandler handler) {
    return transport.start(handler).orTimeout(10, TimeUnit.SECONDS).join();
  }

  TcpTransport started(TransportSettings settings) {
    TcpTransport transport = transport(settings);
    start(transport, (peer, body, responder) -> {});
    return transport;
  }

  /** The reply, or the failure, whichever comes. */
  static CompletableFuture<Object> ask(TcpTransport transport, String address, byte[] body, Duration timeout) {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    transport.request(address, body, timeout.toNanos(), into(outcome));
    return outcome;
  }

  private static Transport.ReplyHandler into(CompletableFuture<Object> outcome) {
    return new Transport.ReplyHandler() {
      @Override
      public void onReply(byte[] reply) {
        outcome.complete(reply);
      }

      @Override
      public void onFailure(Transport.Failure failure) {
        outcome.complete(failure);
      }
    };
  }

  /** What a probe gave. */
  static Object probe(TcpTransport transport, String address, byte[] body) {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    transport.probe(address, body, Duration.ofSeconds(10).toNanos(), into(outcome));
    return outcome.orTimeout(15, TimeUnit.SECONDS).join();
  }

  static Object outcome(TcpTransport transport, String address) {
    return ask(transport, address, new byte[] {1}, Duration.ofSeconds(10)).orTimeout(15, TimeUnit.SECONDS).join();
  }

  long liveThreads() {
    return threads.stream().filter(Thread::isAlive).count();
  }

  @Override
  public void close() {
    opened.forEach(TcpTransport::close);
    timers.shutdownNow();
  }
}

package dev.highlander.testkit.zookeeper;

import dev.highlander.testkit.launch.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One server of a {@link ZooKeeperEnsemble}, in a process of its own. To be started and killed by one thread at a time. */
public final class ZooKeeperProcess {

  private static final int HEAP_MEGABYTES = 192;
  private static final int ANSWER_MILLIS = 1_000;
  private static final Duration ORDER = Duration.ofSeconds(5);

  private final int number;
  private final Path folder;
  private final int port;
  private final String members;
  private final AtomicLong orders = new AtomicLong();
  private final Map<Long, CompletableFuture<Boolean>> ordered = new ConcurrentHashMap<>();
  private volatile @Nullable Process process;

  ZooKeeperProcess(int number, Path folder, int port, String members) {
    this.number = number;
    this.folder = folder;
    this.port = port;
    this.members = members;
  }

  /** Its number in the ensemble, from 1 on. */
  public int number() {
    return number;
  }

  /** {@code host:port} for clients. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Starts it on the data that it left; returns before it serves. */
  public void start() {
    try {
      Files.createDirectories(folder.resolve("data"));
      Files.writeString(folder.resolve("data/myid"), Integer.toString(number));
      Files.writeString(
          folder.resolve("zoo.cfg"),
          """
          dataDir=%s
          tickTime=500
          initLimit=20
          syncLimit=4
          minSessionTimeout=2000
          maxSessionTimeout=60000
          maxClientCnxns=0
          admin.enableServer=false
          4lw.commands.whitelist=srvr
          standaloneEnabled=true
          %s"""
              .formatted(folder.resolve("data").toAbsolutePath(), members));
      var flags =
          List.of(
              "-Djute.maxbuffer=16777216",
              // A vote that is lost behind a proxy, where a connection would have been refused, is sent again; by default after up to a minute.
              "-Dzookeeper.fastleader.maxNotificationInterval=1000",
              "-Dorg.slf4j.simpleLogger.log.org.apache.zookeeper=info");
      ProcessBuilder builder = JavaProcess.of(HEAP_MEGABYTES, flags, ServerMain.class, folder.resolve("zoo.cfg").toString());
      Process started = builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile())).start();
      process = started;
      Thread.ofVirtual().name("zookeeper-" + number + "-answers").start(() -> hear(started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code leader}, {@code follower} or {@code standalone}; empty if it does not serve. */
  public String mode() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.lines().filter(line -> line.startsWith("Mode: ")).map(line -> line.substring(6).trim()).findFirst().orElse("");
    } catch (IOException notThere) {
      return "";
    }
  }

  /** Whether the process runs (or hangs). */
  public boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** As {@code kill -9}; returns when it is dead. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** As {@code kill -STOP}: the process hangs, its connections stay. */
  public void stop() {
    signal("STOP");
  }

  /** As {@code kill -CONT}. */
  public void resume() {
    signal("CONT");
  }

  /** Deletes what it has stored; only while it is not running. */
  public void deleteData() {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the session of the client that is connected to this server from one of these ports, as if its time-out had passed.
   *
   * @return whether there was one; false too if the server does not answer
   */
  public boolean expireSession(Set<Integer> sourcePorts) {
    Process running = process;
    if (running == null || sourcePorts.isEmpty()) {
      return false;
    }
    long order = orders.incrementAndGet();
    var answer = new CompletableFuture<Boolean>().completeOnTimeout(false, ORDER.toMillis(), TimeUnit.MILLISECONDS);
    ordered.put(order, answer);
    try {
      String ports = sourcePorts.stream().map(String::valueOf).collect(Collectors.joining(" "));
      running.getOutputStream().write((order + " " + ports + "\n").getBytes(StandardCharsets.US_ASCII));
      running.getOutputStream().flush();
      return answer.join();
    } catch (IOException dead) {
      return false;
    } finally {
      ordered.remove(order);
    }
  }

  private void hear(Process started) {
    try (BufferedReader answers = started.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        String[] words = line.split(" ", 2);
        CompletableFuture<Boolean> answer = ordered.get(Long.parseLong(words[0]));
        if (answer != null) {
          answer.complete(Boolean.valueOf(words[1]));
        }
      }
    } catch (IOException e) {
      // The process is gone.
    } finally {
      ordered.values().forEach(answer -> answer.complete(false));
    }
  }

  private void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("server " + number + " was not started");
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

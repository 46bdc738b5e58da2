package dev.highlander.testkit.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Real ZooKeeper servers, each a process of its own on this machine, run with this JVM's home and class path: they can be killed,
 * stopped, continued and started again one by one. With three or more they form an ensemble.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final List<Server> servers = new ArrayList<>();

  private ZooKeeperEnsemble() {}

  /**
   * Starts servers and waits until each answers and one leads.
   *
   * @param folder where their data and logs are kept
   * @param count 1 or 3 and more
   */
  public static ZooKeeperEnsemble start(Path folder, int count) {
    var ensemble = new ZooKeeperEnsemble();
    List<Integer> ports = freePorts(3 * count);
    String members = "";
    for (int i = 1; i <= count && count > 1; i++) {
      members += "server.%d=127.0.0.1:%d:%d;127.0.0.1:%d%n".formatted(i, ports.get(3 * i - 3), ports.get(3 * i - 2), ports.get(3 * i - 1));
    }
    for (int i = 1; i <= count; i++) {
      String line = count > 1 ? members : "clientPort=%d%nclientPortAddress=127.0.0.1%n".formatted(ports.get(2));
      ensemble.servers.add(new Server(i, folder.resolve("server-" + i), ports.get(3 * i - 1), line));
    }
    try {
      ensemble.servers.forEach(Server::start);
      ensemble.awaitServing();
    } catch (RuntimeException | Error e) {
      ensemble.close();
      throw e;
    }
    return ensemble;
  }

  /** {@code host:port} of all servers. */
  public String connectString() {
    return servers.stream().map(Server::address).collect(Collectors.joining(","));
  }

  /** All servers, by their number. */
  public List<Server> servers() {
    return List.copyOf(servers);
  }

  /** The server that leads now. */
  public Server leader() {
    return servers.stream().filter(server -> List.of("leader", "standalone").contains(server.mode())).findFirst().orElseThrow();
  }

  /** Waits until every server answers, and one leads. */
  public void awaitServing() {
    Awaitility.await("every ZooKeeper server serves").atMost(START).until(() -> servers.stream().noneMatch(server -> server.mode().isEmpty()));
  }

  /** Kills all servers and deletes their data: what starts afterwards knows nothing (protocol F10). */
  public void rebuild() {
    servers.forEach(Server::kill);
    servers.forEach(Server::deleteData);
    servers.forEach(Server::start);
    awaitServing();
  }

  @Override
  public void close() {
    servers.forEach(Server::kill);
  }

  /** All are open at the same time, so they differ; whoever takes one of them before the server does makes the start fail. */
  private static List<Integer> freePorts(int count) {
    try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Integer> ports = new ArrayList<>(count > 1 ? freePorts(count - 1) : List.of());
      ports.add(first.getLocalPort());
      return List.copyOf(ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One server process. */
  public static final class Server {
    private final int number;
    private final Path folder;
    private final int port;
    private final String members;
    private @Nullable Process process;

    private Server(int number, Path folder, int port, String members) {
      this.number = number;
      this.folder = folder;
      this.port = port;
      this.members = members;
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
        var command =
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djute.maxbuffer=16777216",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                folder.resolve("zoo.cfg").toString());
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** {@code leader}, {@code follower} or {@code standalone}; empty if it does not serve. */
    public String mode() {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
        socket.setSoTimeout(1_000);
        socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return answer.lines().filter(line -> line.startsWith("Mode: ")).map(line -> line.substring(6).trim()).findFirst().orElse("");
      } catch (IOException notThere) {
        return "";
      }
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
        files.sorted(Comparator.reverseOrder()).forEach(Server::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path file) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
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
}

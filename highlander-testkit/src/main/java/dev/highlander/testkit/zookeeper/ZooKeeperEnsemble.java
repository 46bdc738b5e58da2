package dev.highlander.testkit.zookeeper;

import dev.highlander.testkit.fault.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Real ZooKeeper servers, each a process of its own on this machine, run with this JVM's home and class path: they can be killed,
 * stopped, continued and started again one by one. With three or more they form an ensemble. They end when this JVM does.
 */
public final class ZooKeeperEnsemble implements AutoCloseable {

  /** Says what one server dials instead of another one's own address. */
  @FunctionalInterface
  public interface Routes {

    /**
     * Asked once for each pair of servers and each of the two ports over which servers talk, before they start.
     *
     * @param from number of the server that connects, from 1 on
     * @param to number of the server that it connects to
     * @param address {@code host:port} of that server
     * @return {@code host:port} to connect to
     */
    String route(int from, int to, String address);
  }

  private static final Duration START = Duration.ofSeconds(60);

  private final List<ZooKeeperProcess> servers = new ArrayList<>();

  private ZooKeeperEnsemble() {}

  /** Servers that talk to each other directly; see {@link #start(Path, int, Routes)}. */
  public static ZooKeeperEnsemble start(Path folder, int count) {
    return start(folder, count, (from, to, address) -> address);
  }

  /**
   * Starts servers and waits until each answers and one leads.
   *
   * @param folder where their data and logs are kept
   * @param count 1 or 3 and more
   * @param routes what stands between them. What followers and leader say to each other goes through it; elections only in part, because a server
   *     answers a vote of a lower-numbered one at the address named in the vote
   */
  public static ZooKeeperEnsemble start(Path folder, int count, Routes routes) {
    if (count < 1 || count == 2) {
      throw new IllegalArgumentException("an ensemble has one server or at least three, not " + count);
    }
    var ensemble = new ZooKeeperEnsemble();
    List<Integer> ports = freePorts(3 * count);
    for (int i = 1; i <= count; i++) {
      int clientPort = ports.get(3 * i - 1);
      String line = count > 1 ? members(i, count, ports, routes) : "clientPort=%d%nclientPortAddress=127.0.0.1%n".formatted(clientPort);
      ensemble.servers.add(new ZooKeeperProcess(i, folder.resolve("server-" + i), clientPort, line));
    }
    try {
      ensemble.servers.forEach(ZooKeeperProcess::start);
      ensemble.awaitServing();
    } catch (RuntimeException | Error e) {
      ensemble.close();
      throw e;
    }
    return ensemble;
  }

  /** The ensemble as one of its servers sees it. */
  private static String members(int viewer, int count, List<Integer> ports, Routes routes) {
    var lines = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      String quorum = "127.0.0.1:" + ports.get(3 * i - 3);
      String election = "127.0.0.1:" + ports.get(3 * i - 2);
      if (i != viewer) {
        quorum = routes.route(viewer, i, quorum);
        election = routes.route(viewer, i, election);
      }
      String electionPort = election.substring(election.lastIndexOf(':') + 1);
      lines.append("server.%d=%s:%s;127.0.0.1:%d%n".formatted(i, quorum, electionPort, ports.get(3 * i - 1)));
    }
    return lines.toString();
  }

  /** {@code host:port} of all servers. */
  public String connectString() {
    return servers.stream().map(ZooKeeperProcess::address).collect(Collectors.joining(","));
  }

  /** All servers, by their number. */
  public List<ZooKeeperProcess> servers() {
    return List.copyOf(servers);
  }

  /** The server that leads now. */
  public ZooKeeperProcess leader() {
    return servers.stream().filter(server -> List.of("leader", "standalone").contains(server.mode())).findFirst().orElseThrow();
  }

  /** Waits until every server answers, and one leads. */
  public void awaitServing() {
    Awaitility.await("every ZooKeeper server serves").atMost(START).until(() -> servers.stream().noneMatch(server -> server.mode().isEmpty()));
  }

  /** Kills all servers and deletes their data: what starts afterwards knows nothing (protocol F10). */
  public void rebuild() {
    servers.forEach(ZooKeeperProcess::kill);
    servers.forEach(ZooKeeperProcess::deleteData);
    servers.forEach(ZooKeeperProcess::start);
    awaitServing();
  }

  @Override
  public void close() {
    servers.forEach(ZooKeeperProcess::kill);
  }

  /** Below those of outgoing connections, so that a server that was killed gets them again; whoever takes one all the same makes a start fail. */
  private static List<Integer> freePorts(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    while (ports.size() < count) {
      ports.add(TcpProxy.freePort());
    }
    return List.copyOf(ports);
  }
}

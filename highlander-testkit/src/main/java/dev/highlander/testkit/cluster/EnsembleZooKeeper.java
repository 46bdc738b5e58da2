package dev.highlander.testkit.cluster;

import dev.highlander.testkit.zookeeper.ZooKeeperEnsemble;
import dev.highlander.testkit.zookeeper.ZooKeeperProcess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Server processes that elect a leader. */
final class EnsembleZooKeeper implements ZooKeeperServers {

  private final ZooKeeperEnsemble ensemble;
  private final Map<String, ZooKeeperProcess> servers = new LinkedHashMap<>();

  /** {@code links} takes what servers say to each other. */
  EnsembleZooKeeper(Path folder, int count, ServerLinks links) {
    ensemble = ZooKeeperEnsemble.start(folder, count, (from, to, address) -> links.between(name(from), name(to), address));
    ensemble.servers().forEach(server -> servers.put(name(server.number()), server));
  }

  static String name(int number) {
    return TestCluster.ZOOKEEPER + "-" + number;
  }

  @Override
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    servers.forEach((name, server) -> addresses.put(name, server.address()));
    return addresses;
  }

  @Override
  public void stop() {
    servers.values().forEach(ZooKeeperProcess::kill);
  }

  @Override
  public void start() {
    for (ZooKeeperProcess server : servers.values()) {
      if (server.isAlive()) {
        server.resume();
      } else {
        server.start();
      }
    }
    ensemble.awaitServing();
  }

  @Override
  public void deleteData() {
    servers.values().forEach(ZooKeeperProcess::deleteData);
  }

  @Override
  public String leader() {
    return servers.entrySet().stream().filter(server -> server.getValue().mode().equals("leader")).map(Map.Entry::getKey).findFirst().orElse("");
  }

  @Override
  public boolean expire(String server, Set<Integer> sourcePorts) {
    return process(server).expireSession(sourcePorts);
  }

  @Override
  public ZooKeeperProcess process(String server) {
    return Objects.requireNonNull(servers.get(server), () -> "there is no server '" + server + "'; there are " + servers.keySet());
  }

  @Override
  public void close() {
    ensemble.close();
  }
}

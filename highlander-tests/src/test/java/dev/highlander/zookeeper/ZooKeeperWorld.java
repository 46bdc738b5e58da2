package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.RegistryWorld;
import dev.highlander.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooKeeper;

/** Processes with connections of their own to real servers, under a root of its own. */
final class ZooKeeperWorld implements RegistryWorld {

  private final String servers;
  private final String root = "test/" + Platform.newId(TestPlatform.real().random());
  private final Duration sessionTimeout;
  private final List<Process> processes = new ArrayList<>();

  ZooKeeperWorld(String servers, Duration sessionTimeout) {
    this.servers = servers;
    this.sessionTimeout = sessionTimeout;
  }

  ZooKeeperSettings settings() {
    return ZooKeeperSettings.of(servers).withRoot(root).withSessionTimeout(sessionTimeout);
  }

  String root() {
    return "/" + root;
  }

  @Override
  public Registry process() {
    List<TcpProxy> proxies = Arrays.stream(servers.split(",")).map(TcpProxy::to).toList();
    String through = proxies.stream().map(TcpProxy::address).collect(Collectors.joining(","));
    var settings = ZooKeeperSettings.of(through).withRoot(root).withSessionTimeout(sessionTimeout);
    var process = new Process(new ZooKeeperRegistry(settings, TestPlatform.real()), proxies);
    processes.add(process);
    return process.registry();
  }

  @Override
  public void expire(String incarnation) throws Exception {
    kill(of(incarnation).handle());
  }

  /** Takes the session over with its password, and closes it. */
  private void kill(ZooKeeper handle) throws Exception {
    var connected = new CountDownLatch(1);
    var thief =
        new ZooKeeper(
            servers,
            (int) sessionTimeout.toMillis(),
            event -> {
              if (event.getState() == org.apache.zookeeper.Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            handle.getSessionId(),
            handle.getSessionPasswd());
    assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
    thief.close();
  }

  @Override
  public void expel(String incarnation) throws Exception {
    try (var third = new ThirdParty(servers)) {
      third.zk().delete(root() + "/nodes/" + incarnation, -1);
    }
  }

  @Override
  public void suspend(String incarnation) {
    of(incarnation).proxies().forEach(TcpProxy::cut);
  }

  @Override
  public void resume(String incarnation) {
    of(incarnation).proxies().forEach(TcpProxy::heal);
  }

  private Process of(String incarnation) {
    return processes.stream()
        .filter(process -> process.registry().current().map(Incarnation::id).filter(incarnation::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    processes.forEach(process -> process.proxies().forEach(TcpProxy::heal));
    processes.forEach(process -> process.registry().close());
    processes.forEach(process -> process.proxies().forEach(TcpProxy::close));
  }

  private record Process(ZooKeeperRegistry registry, List<TcpProxy> proxies) {

    ZooKeeper handle() {
      return ((CuratorSession) registry.current().orElseThrow().standing().session()).handle();
    }
  }
}

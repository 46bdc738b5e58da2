package dev.highlander.cluster;

import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.local.EmbeddedS3;
import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.node.Version;
import dev.highlander.s3.S3Store;
import dev.highlander.s3.S3StoreBuilder;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.testkit.cluster.ActivationLog;
import dev.highlander.testkit.cluster.LedgerHistory;
import dev.highlander.testkit.cluster.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A ZooKeeper server and an S3 server in this JVM, and nodes in JVMs of their own. What the nodes tell is kept. */
final class TestCluster implements AutoCloseable {

  static final int SESSION_MILLIS = 3_000;
  static final int LEASE_MILLIS = 1_000;
  static final int TAKEOVER_WAIT_MILLIS = 1_100;

  private final Path folder;
  private final ActivationLog activations = new ActivationLog();
  private final LedgerHistory history = new LedgerHistory();
  private final List<NodeProcess> processes = new CopyOnWriteArrayList<>();
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private EmbeddedZooKeeper zooKeeper;
  private EmbeddedS3 s3;
  private final int s3Port;
  private final int zooKeeperPort;

  TestCluster(Path folder) {
    this.folder = folder;
    zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"));
    s3 = EmbeddedS3.start(folder.resolve("s3"));
    zooKeeperPort = zooKeeper.port();
    s3Port = s3.port();
    vouchForStore();
  }

  /** The start-up probe takes seconds, and this server has tests of its own that race it. */
  private void vouchForStore() {
    S3StoreBuilder builder =
        S3Store.bucket(s3.bucket()).endpoint(s3.endpoint()).region(s3.region()).credentials(s3.accessKey(), s3.secretKey());
    try (SystemPlatform platform = new SystemPlatform("vouch");
        SnapshotStore store = builder.open(platform.platform())) {
      new StoreProbe(store, platform.platform(), Version.current()).vouch().join();
    }
  }

  EmbeddedZooKeeper zooKeeper() {
    return zooKeeper;
  }

  ActivationLog activations() {
    return activations;
  }

  LedgerHistory history() {
    return history;
  }

  /** What a node of this cluster needs to know. */
  NodeOptions options(String name) {
    return new NodeOptions(
        name,
        false,
        zooKeeper.connectString(),
        s3.endpoint().toString(),
        s3.bucket(),
        s3.accessKey(),
        s3.secretKey(),
        "",
        SESSION_MILLIS,
        LEASE_MILLIS,
        4_000,
        "",
        "",
        0);
  }

  /** Starts nodes; returns when all are ready. */
  List<NodeProcess> start(String... names) {
    List<NodeProcess> started = new ArrayList<>();
    for (String name : names) {
      started.add(start(name, options(name)));
    }
    started.forEach(NodeProcess::awaitReady);
    return started;
  }

  /** Starts one process; returns before it is ready. */
  NodeProcess start(String process, NodeOptions options) {
    NodeProcess started =
        NodeProcess.start(process, TestNodeMain.class, options.argument(), folder.resolve(process + ".log"), event -> heard(process, event));
    processes.add(started);
    return started;
  }

  /** Kills a process, and notes that what it served ended. */
  void kill(NodeProcess process) {
    process.kill();
    activations.died(process.name(), System.nanoTime());
  }

  /** The process among these that serves an object. */
  NodeProcess owner(String type, String id, List<NodeProcess> among) {
    String node = among.get(0).call("location", Map.of("type", type, "id", id)).asString("");
    return among.stream().filter(process -> process.name().equals(node)).findFirst().orElseThrow();
  }

  /** Makes sure that this process serves a new object of a type: tries ids until placement chooses it. */
  String idOwnedBy(NodeProcess wanted, String type, String prefix) {
    for (int i = 0; i < 64; i++) {
      String id = prefix + "-" + i;
      wanted.call("get", Map.of("type", type, "id", id));
      if (wanted.call("location", Map.of("type", type, "id", id)).asString("").equals(wanted.name())) {
        return id;
      }
    }
    throw new IllegalStateException("placement never chose " + wanted.name());
  }

  /** Incarnations a process has joined with, oldest first. */
  List<String> incarnations(NodeProcess process) {
    return told.stream()
        .filter(event -> event.path("process").asString("").equals(process.name()))
        .filter(event -> event.path("event").asString("").equals("joined"))
        .map(event -> event.path("incarnation").asString(""))
        .toList();
  }

  /** Whether a slow handler has begun with this entry in a process. */
  boolean handling(NodeProcess process, String entry) {
    return told.stream()
        .filter(event -> event.path("event").asString("").equals("handling"))
        .anyMatch(event -> event.path("process").asString("").equals(process.name()) && event.path("entry").asString("").equals(entry));
  }

  /** What a ledger holds, as one process sees it. */
  static List<String> entries(NodeProcess process, String ledger) {
    List<String> entries = new ArrayList<>();
    process.call("get", Map.of("type", "ledger", "id", ledger)).path("entries").forEach(entry -> entries.add(entry.asString("")));
    return entries;
  }

  void stopZooKeeper() {
    zooKeeper.close();
  }

  /** Deletes what ZooKeeper has stored; only while it is stopped. */
  void deleteZooKeeperData() {
    try (Stream<Path> files = Files.walk(folder.resolve("zookeeper"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts ZooKeeper on the port it had. */
  void startZooKeeper() {
    zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), zooKeeperPort);
  }

  void stopS3() {
    s3.close();
  }

  /** Starts the S3 server on the port it had. */
  void startS3() {
    s3 = EmbeddedS3.start(folder.resolve("s3"), s3Port);
  }

  @Override
  public void close() {
    processes.forEach(NodeProcess::close);
    s3.close();
    zooKeeper.close();
  }

  private void heard(String process, JsonNode event) {
    long nanos = event.path("nanos").asLong(0);
    String object = event.path("object").asString("");
    String epoch = event.path("epoch").asString("");
    String operation = event.path("operation").asString("");
    switch (event.path("event").asString("")) {
      case "activated" -> activations.activated(process, object, epoch, nanos);
      case "deactivated" -> activations.deactivated(process, object, epoch, event.path("reason").asString(""), event.path("until").asLong(nanos));
      case "begun" -> {
        String entry = event.path("entry").asString("");
        history.begun(operation, event.path("ledger").asString(""), entry.isEmpty() ? null : entry, nanos);
      }
      case "ended" ->
          history.ended(
              operation,
              LedgerHistory.Outcome.valueOf(event.path("outcome").asString("")),
              event.path("seen").asLong(0),
              event.path("digest").asInt(0),
              event.path("error").asString(""),
              nanos);
      default -> told.add(((tools.jackson.databind.node.ObjectNode) event).put("process", process));
    }
  }
}

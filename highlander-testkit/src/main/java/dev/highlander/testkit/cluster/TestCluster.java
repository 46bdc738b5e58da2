package dev.highlander.testkit.cluster;

import dev.highlander.Caller;
import dev.highlander.Highlander;
import dev.highlander.HighlanderClient;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.client.RefFactory;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.spi.Platform;
import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.SequentialModel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A cluster of one's own types for tests: nodes in JVMs of their own, a real ZooKeeper server (or an ensemble) and a real S3 server, a client, and a
 * network between all of them that can be cut, slowed and broken. Every call that is made through it is recorded; {@link #verify} judges what was
 * seen. Everything ends with this JVM.
 *
 * <pre>{@code
 * try (TestCluster cluster = TestCluster.nodes("a", "b", "c").types(Counter.class).start()) {
 *   cluster.ref(Counter.class, "x").update(Counter::add, 1);
 *   cluster.kill("a");
 *   cluster.node("b").ref(Counter.class, "x").update(Counter::add, 1);
 *   cluster.verify();
 * }
 * }</pre>
 *
 * <p>The parties of the network are the nodes by their names, {@link #CLIENT}, {@link #ZOOKEEPER}, each server of an ensemble, and {@link #STORE}.
 * Faults of the network hold until {@link #heal()}. Thread-safe, but faults of one node are for one thread at a time.
 */
public final class TestCluster implements AutoCloseable {

  /** The client of this JVM, behind {@link #ref}. */
  public static final String CLIENT = "client";

  /** The ZooKeeper server, or all servers of the ensemble. */
  public static final String ZOOKEEPER = "zookeeper";

  /** The S3 server. */
  public static final String STORE = "store";

  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(TestCluster.class);

  private final TestClusterBuilder plan;
  private final DataFolder folder;
  private final Services services;
  private final Network network;
  private final TestZooKeeper zooKeeper;
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final Map<String, TestNode> nodes = new LinkedHashMap<>();
  private final ActivationLog activations = new ActivationLog();
  private final WriteLog writes = new WriteLog();
  private final CallHistory<RecordedCall, RecordedReply> history = new CallHistory<>();
  private final SystemPlatform threads = new SystemPlatform("testkit");
  private final TypeRegistry types;
  private final JsonCodec codec = new JsonCodec();
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Client client;

  private record Client(HighlanderClient space, RefFactory recorded) {}

  /** Names the nodes of a cluster to be configured and started. */
  public static TestClusterBuilder nodes(String... names) {
    return new TestClusterBuilder(List.of(names));
  }

  TestCluster(TestClusterBuilder plan) {
    this.plan = plan;
    List<TypeModel<?>> models = plan.models();
    this.types = new TypeRegistry(models);
    this.folder = new DataFolder(plan.folder);
    closing.push(folder::close);
    ServerLinks links = new ServerLinks();
    closing.push(links::close);
    this.services = Services.start(folder.path(), plan.zooKeeperServers, links);
    closing.push(services::close);
    closing.push(threads::close);
    try {
      plan.names.forEach(name -> addresses.put(name, "127.0.0.1:" + TcpProxy.freePort()));
      this.network = new Network(addresses, services.zooKeeper().addresses(), URI.create(services.bucket().endpoint()), links, plan.seed);
      closing.push(network::close);
      this.zooKeeper = new TestZooKeeper(services.zooKeeper(), network);
      plan.names.forEach(name -> nodes.put(name, new TestNode(name, this)));
      closing.push(() -> nodes.values().forEach(TestNode::end));
      // Whoever is cut off would take a minute to leave.
      closing.push(network::heal);
      startAll();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void startAll() {
    StoreProof.record(services.bucket(), threads.platform());
    nodes.values().forEach(this::launch);
    nodes.values().forEach(node -> node.run().awaitReady());
  }

  private void launch(TestNode node) {
    String name = node.name();
    NodePlan launched =
        new NodePlan(
            plan.joinedAs.getOrDefault(name, name),
            plan.secret,
            Objects.requireNonNull(addresses.get(name)),
            network.routes(name),
            network.connectString(name),
            services.bucket().at("http://" + network.proxy(name, STORE).address()),
            plan.types.stream().map(Class::getName).toList(),
            plan.configuration == null ? "" : plan.configuration.getName(),
            plan.settings);
    int run = node.runs();
    node.runs(
        plan.processes
            ? NodeProcess.start(name, KitNode.class, launched.argument(), folder.resolve(name + ".log"), event -> heard(node, run, event))
            : new HostedNode(launched, threads.platform().executor(), event -> heard(node, run, event)));
  }

  RefFactory refs(CallRouter router, String entrance, Function<ObjectId, Optional<Location>> locations, Caller caller) {
    Platform platform = threads.platform();
    RecordingRouter recording = new RecordingRouter(router, history, entrance);
    return new RefFactory(recording, types, codec, platform, locations, caller, plan.settings.callDeadline());
  }

  // ---- calling ----

  /** One node, to call through it or to ask about it. */
  public TestNode node(String name) {
    TestNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("there is no node '" + name + "'; there are " + nodes.keySet());
    }
    return node;
  }

  /** All nodes, whether they run or not, in the order in which they were named. */
  public List<TestNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** A reference whose calls enter the cluster at a client in this JVM. They are recorded. */
  public <S> Ref<S> ref(Class<S> type, String id) {
    return client().recorded().ref(type, id);
  }

  /**
   * The client of this JVM itself, which the static facade and an application's own code use. What they call is not recorded: name the types that
   * they change with {@link TestClusterBuilder#writtenByOthers}.
   */
  public HighlanderClient unrecorded() {
    return client().space();
  }

  private Client client() {
    lock.lock();
    try {
      Client connected = client;
      if (connected == null) {
        connected = connect();
        client = connected;
      }
      return connected;
    } finally {
      lock.unlock();
    }
  }

  private Client connect() {
    SystemPlatform own = new SystemPlatform(CLIENT);
    HighlanderClient space =
        Highlander.client()
            .name(CLIENT)
            .cluster(KitTransport.CLUSTER)
            .zookeeper(network.connectString(CLIENT))
            .store(services.bucket().at("http://" + network.proxy(CLIENT, STORE).address()).open())
            .types(plan.types.toArray(Class<?>[]::new))
            .settings(plan.settings)
            .platform(own.platform())
            .transport(KitTransport.open(CLIENT, plan.secret, null, network.routes(CLIENT), plan.settings, own.platform(), address -> { }))
            .connect();
    closing.push(
        () -> {
          network.heal();
          space.close();
          own.close();
        });
    return new Client(space, refs(((NodeInternals) space).router(), CLIENT, space::location, Caller.service(CLIENT)));
  }

  /** The node that serves an object, as the registry says; calls the object if it is active nowhere. */
  public TestNode owner(Class<?> type, String id) {
    ObjectId object = new ObjectId(types.require(type).name(), id);
    Optional<Location> location = client().space().location(object);
    if (location.isEmpty()) {
      ref(type, id).exists();
      location = client().space().location(object);
    }
    return node(location.orElseThrow(() -> new IllegalStateException(object + " is active nowhere")).node());
  }

  /** An id of a type that a node serves now: tries {@code prefix-0}, {@code prefix-1} and so on until placement chooses the node. */
  public String idOwnedBy(String node, Class<?> type, String prefix) {
    TestNode wanted = node(node);
    for (int i = 0; i < 64 * nodes.size(); i++) {
      if (owner(type, prefix + "-" + i) == wanted) {
        return prefix + "-" + i;
      }
    }
    throw new IllegalStateException("placement never chose " + node);
  }

  // ---- processes ----

  /** As {@code kill -9} of a node's process; returns when it is dead. From then on connections to it are refused. */
  public void kill(String name) {
    node(name).run().kill();
    network.down(name);
    activations.died(run(node(name)), System.nanoTime());
  }

  /** As {@code kill}: the node finishes its calls, gives its objects back and leaves; returns when it is gone. */
  public void terminate(String name) {
    node(name).run().terminate();
    network.down(name);
    activations.died(run(node(name)), System.nanoTime());
  }

  /**
   * As {@code POST /cluster/drain}: the node gives its objects to others and takes no new ones until it is started anew; returns when it has none, or
   * its {@linkplain dev.highlander.HandOffSettings#drainTimeout() time} is up.
   *
   * @return how many objects it still serves
   */
  public int drain(String name) {
    return node(name).run().ask("drain", Map.of()).orTimeout(RECOVERY.toSeconds(), TimeUnit.SECONDS).join().asInt();
  }

  /** As {@code kill -STOP}: the node hangs, its connections stay. */
  public void pause(String name) {
    node(name).run().pause();
  }

  /** As {@code kill -CONT}. */
  public void resume(String name) {
    node(name).run().resume();
  }

  /** Starts a node that was killed or terminated anew under the same name and address; returns when it serves. */
  public void restart(String name) {
    TestNode node = node(name);
    if (node.isAlive()) {
      throw new IllegalStateException("node " + name + " runs; kill or terminate it first");
    }
    launch(node);
    node.run().awaitReady();
  }

  /**
   * Ends a node's ZooKeeper session at the server, as if its time-out had passed: its claims are gone at once, and it hears of it right away.
   *
   * @throws IllegalStateException if it has no connection to ZooKeeper: then its session ends by itself
   */
  public void expireSession(String name) {
    if (!zooKeeper.expireSession(node(name).name())) {
      throw new IllegalStateException("node " + name + " has no session at ZooKeeper that could be ended now");
    }
  }

  // ---- the network ----

  /** What one party sends to another one: slow it, drop it, break it. */
  public Way way(String from, String to) {
    return network.way(from, to);
  }

  /** From now on everything between two parties vanishes, in both directions. */
  public void partition(String one, String other) {
    partitionOneWay(one, other);
    partitionOneWay(other, one);
  }

  /** From now on everything that one party sends to the other one vanishes; the opposite direction goes on. */
  public void partitionOneWay(String from, String to) {
    way(from, to).drop();
  }

  /** A partition between a node and ZooKeeper. Its session ends there after its time-out. */
  public void cutFromZooKeeper(String name) {
    partition(name, ZOOKEEPER);
  }

  /** A partition between a node and the store. */
  public void cutFromStore(String name) {
    partition(name, STORE);
  }

  /** A partition between a node and every other node and the client; ZooKeeper and the store stay within reach. */
  public void cutFromPeers(String name) {
    nodes.keySet().stream().filter(other -> !other.equals(name)).forEach(other -> partition(name, other));
    partition(name, CLIENT);
  }

  /** No more faults between two parties. */
  public void heal(String one, String other) {
    way(one, other).heal();
    way(other, one).heal();
  }

  /** No more faults of the network and of requests to the store anywhere. Processes that are paused or dead stay so. */
  public void heal() {
    network.heal();
  }

  /**
   * Heals the network, starts ZooKeeper and the store where they are stopped, resumes every process that is paused and restarts every node that does
   * not run; returns when all serve. For use between tests that share a cluster.
   */
  public void recover() {
    heal();
    zooKeeper.start();
    services.startStore();
    if (plan.processes) {
      nodes.values().stream().filter(TestNode::isAlive).forEach(node -> resume(node.name()));
    }
    List<TestNode> dead = nodes.values().stream().filter(node -> !node.isAlive()).toList();
    dead.forEach(this::launch);
    dead.forEach(node -> node.run().awaitReady());
    Awaitility.await("every node serves").atMost(RECOVERY).until(() -> nodes.values().stream().allMatch(TestNode::isServing));
  }

  // ---- ZooKeeper and the store themselves ----

  /** The ZooKeeper servers, one by one. */
  public TestZooKeeper zooKeeper() {
    return zooKeeper;
  }

  /** Stops ZooKeeper, every server of it; the data stay. */
  public void stopZooKeeper() {
    zooKeeper.stop();
  }

  /** Starts ZooKeeper again, on its ports; returns when every server serves. */
  public void startZooKeeper() {
    zooKeeper.start();
  }

  /** What goes wrong with the requests to the store of one node, or of the {@link #CLIENT}. */
  public StoreFaults storeFaults(String party) {
    return new StoreFaults(List.of(network.store(party)));
  }

  /** What goes wrong with the requests to the store of every node. */
  public StoreFaults storeFaults() {
    return new StoreFaults(nodes.keySet().stream().map(network::store).toList());
  }

  /** Stops the S3 server; its data stay. */
  public void stopStore() {
    services.stopStore();
  }

  /** Starts the S3 server again, on its port. */
  public void startStore() {
    services.startStore();
  }

  // ---- what was seen ----

  /** Every call made through the kit, by object. */
  public CallHistory<RecordedCall, RecordedReply> history() {
    return history;
  }

  /** When which node served which object. Processes are called by the node's name, a {@code #} and how often it was started before. */
  public ActivationLog activations() {
    return activations;
  }

  /** What the nodes wrote to the store. */
  public WriteLog writes() {
    return writes;
  }

  /**
   * Judges everything that was seen so far: no two activations of an object served at once, by what they said and by whom callers were answered; its
   * versions were written once each and have no holes; nothing that was acknowledged is missing from the store; and each object's recorded calls are
   * linearizable, refusals included, by its type's own guards and handlers or the {@linkplain TestClusterBuilder#model model} that was named. Call
   * it when no call is under way, with the S3 server running.
   *
   * @return what was checked and what could not be
   * @throws AssertionError that names everything that is wrong, or that nothing of a type could be judged
   */
  public ClusterReport verify() {
    Map<String, SequentialModel<?, RecordedCall, RecordedReply>> models = new LinkedHashMap<>();
    for (Class<?> type : plan.types) {
      TypeSpecification<?> specification = new TypeSpecification<>(type);
      models.put(specification.name(), plan.models.getOrDefault(type, specification));
    }
    LinkedHashSet<String> others = new LinkedHashSet<>();
    plan.leftOut.forEach(type -> others.add(types.require(type).name()));
    Map<String, WriteLog.Stored> stored = StoredHeads.read(services.bucket(), threads.platform());
    ClusterReport report = new ClusterAudit(activations, writes, history, models, others).judge(stored);
    LOG.info(
        "verified: {} violations, {} linearizable histories, not judged: {}",
        report.violations().size(),
        report.checked(),
        report.unchecked());
    if (!report.violations().isEmpty()) {
      keepFolder();
    }
    return report.require();
  }

  private static String run(TestNode node) {
    return node.name() + "#" + (node.runs() - 1);
  }

  private void heard(TestNode node, int run, JsonNode event) {
    String process = node.name() + "#" + run;
    long nanos = event.path("nanos").asLong(0);
    String object = event.path("object").asString("");
    String epoch = event.path("epoch").asString("");
    String attempt = process + "/" + event.path("attempt").asLong(0);
    switch (event.path("event").asString("")) {
      case "listening" -> network.up(node.name());
      case "joined" -> node.joined(event.path("incarnation").asString(""));
      case "activated" -> activations.activated(process, object, epoch, nanos);
      case "deactivated" -> activations.deactivated(process, object, epoch, event.path("reason").asString(""), event.path("until").asLong(nanos));
      case "writing" ->
          writes.writing(
              attempt,
              new WriteLog.Attempt(
                  process,
                  object,
                  event.path("birth").asString(""),
                  event.path("version").asLong(0),
                  event.path("token").asString(""),
                  event.path("tombstone").asBoolean(false),
                  WriteLog.Result.UNKNOWN));
      case "removing" -> writes.removing(attempt, object);
      case "wrote" -> writes.wrote(attempt, result(event.path("result").asString("")));
      default -> LOG.debug("{}: {}", process, event);
    }
  }

  /** A conflict may have been with the write's own earlier arrival, so it says nothing about this attempt. */
  private static WriteLog.Result result(String answer) {
    return switch (answer) {
      case "Written" -> WriteLog.Result.WRITTEN;
      case "Refused" -> WriteLog.Result.NOT_WRITTEN;
      default -> WriteLog.Result.UNKNOWN;
    };
  }

  /** Keeps the folder with data and logs when this cluster is closed, even if it is a temporary one. A failed {@link #verify} keeps it too. */
  public void keepFolder() {
    folder.keep();
    LOG.warn("data and logs of the cluster are kept in {}", folder.path());
  }

  /** Ends everything, and deletes the folder with data and logs if it is a temporary one that nobody wants to keep. */
  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().run();
      } catch (RuntimeException e) {
        LOG.warn("a part of the test cluster did not close: {}", e.toString());
      }
    }
  }
}

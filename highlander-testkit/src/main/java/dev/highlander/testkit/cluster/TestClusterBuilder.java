package dev.highlander.testkit.cluster;

import dev.highlander.NodeSettings;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.testkit.history.SequentialModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Configures a {@link TestCluster}. Confined to one thread. */
public final class TestClusterBuilder {

  /**
   * Shorter times than the defaults, so that tests of failures don't take long: sessions of 3 s, leases of 1 s. A machine that is so busy that its
   * processes stand still for a second needs longer ones.
   */
  public static final NodeSettings TEST_SETTINGS =
      NodeSettings.defaults().toBuilder()
          .sessionTimeout(Duration.ofSeconds(3))
          .lease(Duration.ofSeconds(1))
          .heartbeat(Duration.ofMillis(100))
          .storeDeadline(Duration.ofSeconds(4))
          .build();

  private static final int MOST_SERVERS = 9;
  private static final Pattern RESERVED =
      Pattern.compile(TestCluster.CLIENT + "|" + TestCluster.STORE + "|" + TestCluster.ZOOKEEPER + "(-\\d+)?");

  final List<String> names;
  final String secret = UUID.randomUUID().toString();
  final Set<Class<?>> types = new LinkedHashSet<>();
  final Map<Class<?>, SequentialModel<?, RecordedCall, RecordedReply>> models = new LinkedHashMap<>();
  final Set<Class<?>> leftOut = new LinkedHashSet<>();
  NodeSettings settings = TEST_SETTINGS;
  @Nullable Class<? extends NodeConfiguration> configuration;
  long seed = 1;
  boolean processes = true;
  int zooKeeperServers = 1;
  final Map<String, String> joinedAs = new LinkedHashMap<>();
  @Nullable Path folder;

  TestClusterBuilder(List<String> names) {
    Set<String> distinct = new LinkedHashSet<>(names);
    if (names.isEmpty() || distinct.size() < names.size()) {
      throw new IllegalArgumentException("a cluster has one node or more, each with a name of its own: " + names);
    }
    for (String name : distinct) {
      if (RESERVED.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' names another party of the network");
      }
    }
    this.names = List.copyOf(names);
  }

  /** The types that the nodes host. Adds to earlier ones. */
  public TestClusterBuilder types(Class<?>... added) {
    types.addAll(List.of(added));
    return this;
  }

  /** All times and limits of nodes and client; {@link #TEST_SETTINGS} unless changed. */
  public TestClusterBuilder settings(NodeSettings chosen) {
    settings = chosen;
    return this;
  }

  /** What else the nodes need; the class has a constructor without parameters. */
  public TestClusterBuilder configure(Class<? extends NodeConfiguration> chosen) {
    configuration = chosen;
    return this;
  }

  /**
   * How objects of a type behave, if their class can't say it because handlers use ids, time or randomness of their {@code Call}. One that also says
   * where they may refuse is an {@link OutcomeModel}.
   */
  public TestClusterBuilder model(Class<?> type, SequentialModel<?, RecordedCall, RecordedReply> model) {
    models.put(type, model);
    return this;
  }

  /**
   * Types whose objects are changed by calls that are not made through the kit's references: by handlers of other objects, by the static facade, over
   * HTTP. Their histories have gaps and are not checked.
   */
  public TestClusterBuilder writtenByOthers(Class<?>... named) {
    leftOut.addAll(List.of(named));
    return this;
  }

  /**
   * Types whose histories are not checked, because neither their class nor a {@linkplain #model model} says what their objects have to give. Unless
   * it is said, {@link TestCluster#verify} fails if it can judge nothing of a type.
   */
  public TestClusterBuilder notJudged(Class<?>... named) {
    leftOut.addAll(List.of(named));
    return this;
  }

  /**
   * Starts the nodes in the test's own JVM: sooner, and under its debugger. They can't be killed or paused then, and the static facade can't say
   * which of them is meant.
   */
  public TestClusterBuilder inThisJvm() {
    processes = false;
    return this;
  }

  /**
   * Lets a node join the cluster under another one's name, as happens when a process is started twice by mistake. The kit goes on calling it by its
   * own name; only {@link TestCluster#owner} and {@link TestNode#locate} can't tell the two apart.
   */
  public TestClusterBuilder sameName(String node, String other) {
    if (!names.contains(node) || !names.contains(other)) {
      throw new IllegalArgumentException("there are only the nodes " + names);
    }
    joinedAs.put(node, other);
    return this;
  }

  /**
   * How many ZooKeeper servers there are: 1, in the test's JVM, unless changed; or 3 and more, each a process of its own behind proxies of its own,
   * from the nodes and from the other servers. See {@link TestCluster#zooKeeper}.
   */
  public TestClusterBuilder zooKeeperServers(int count) {
    if (count < 1 || count == 2 || count > MOST_SERVERS) {
      throw new IllegalArgumentException("there is one ZooKeeper server, or an ensemble of 3 to " + MOST_SERVERS + ", not " + count);
    }
    zooKeeperServers = count;
    return this;
  }

  /**
   * An empty folder where data and logs are kept, also afterwards; unless it is named, a temporary one that is deleted in the end, except if a test
   * failed.
   */
  public TestClusterBuilder folder(Path named) {
    folder = named;
    return this;
  }

  /** Seed of the network's jitter; 1 unless changed. */
  public TestClusterBuilder seed(long chosen) {
    seed = chosen;
    return this;
  }

  /** Starts everything; returns when all nodes serve. */
  public TestCluster start() {
    return new TestCluster(this);
  }

  List<TypeModel<?>> models() {
    List<TypeModel<?>> read = new ArrayList<>();
    types.forEach(type -> read.add(ReflectiveModelReader.read(type)));
    return read;
  }
}

package dev.highlander.faults;

import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What goes wrong, one after the other and sometimes two at a time, by a seed. Used by one thread. */
final class Attack {

  /** Everything that can be done to a cluster of processes from outside. */
  enum Fault {
    KILL,
    TERMINATE,
    PAUSE,
    PARTITION,
    PARTITION_ONE_WAY,
    CUT_FROM_ZOOKEEPER,
    CUT_FROM_STORE,
    CUT_FROM_PEERS,
    EXPIRE_SESSION,
    STOP_STORE,
    STOP_ZOOKEEPER,
    SLOW,
    RESET
  }

  private static final Fault[] FAULTS = Fault.values();

  private final TestCluster cluster;
  private final SplittableRandom random;
  private final Map<Fault, Integer> done = new TreeMap<>();

  Attack(TestCluster cluster, SplittableRandom random) {
    this.cluster = cluster;
    this.random = random;
  }

  /** How often each was done. */
  Map<Fault, Integer> done() {
    return done;
  }

  int count() {
    return done.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** One fault, or two at the same time; returns when the cluster is whole again. */
  void next() {
    Fault first = FAULTS[random.nextInt(FAULTS.length)];
    Runnable repair = begin(first, node());
    if (random.nextInt(4) == 0) {
      Fault second = FAULTS[random.nextInt(FAULTS.length)];
      Runnable also = second == first ? () -> { } : begin(second, node());
      last();
      also.run();
    } else {
      last();
    }
    repair.run();
    cluster.recover();
    LockSupport.parkNanos(Duration.ofMillis(random.nextLong(500, 2_000)).toNanos());
  }

  /** Shorter than a lease, longer than one, or beyond the session and the takeover wait. */
  private void last() {
    long millis =
        switch (random.nextInt(3)) {
          case 0 -> random.nextLong(100, 800);
          case 1 -> random.nextLong(800, 2_500);
          default -> random.nextLong(2_500, 7_000);
        };
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private String node() {
    List<TestNode> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size())).name();
  }

  private String otherThan(String one) {
    String other = node();
    while (other.equals(one)) {
      other = node();
    }
    return other;
  }

  /** Begins a fault; the result ends it, as far as healing the network and starting dead nodes does not. */
  private Runnable begin(Fault fault, String node) {
    if (!cluster.node(node).isAlive()) {
      return () -> { };
    }
    Runnable end = inflict(fault, node);
    if (end == null) {
      return () -> { };
    }
    done.merge(fault, 1, Integer::sum);
    return end;
  }

  /** Null if it can't be done now. */
  private @Nullable Runnable inflict(Fault fault, String node) {
    switch (fault) {
      case KILL -> cluster.kill(node);
      case TERMINATE -> cluster.terminate(node);
      case PAUSE -> {
        cluster.pause(node);
        return () -> cluster.resume(node);
      }
      case PARTITION -> cluster.partition(node, otherThan(node));
      case PARTITION_ONE_WAY -> cluster.partitionOneWay(node, otherThan(node));
      case CUT_FROM_ZOOKEEPER -> cluster.cutFromZooKeeper(node);
      case CUT_FROM_STORE -> cluster.cutFromStore(node);
      case CUT_FROM_PEERS -> cluster.cutFromPeers(node);
      case EXPIRE_SESSION -> {
        try {
          cluster.expireSession(node);
        } catch (IllegalStateException betweenTwoSessions) {
          return null;
        }
      }
      case STOP_STORE -> {
        cluster.stopStore();
        return cluster::startStore;
      }
      case STOP_ZOOKEEPER -> {
        cluster.stopZooKeeper();
        return cluster::startZooKeeper;
      }
      case SLOW -> cluster.way(node, random.nextBoolean() ? otherThan(node) : TestCluster.STORE)
          .delay(Duration.ofMillis(random.nextLong(20, 300)), Duration.ofMillis(200));
      case RESET -> cluster.way(node, otherThan(node)).reset();
    }
    return () -> { };
  }
}

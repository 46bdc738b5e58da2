package dev.highlander.faults;

import dev.highlander.testkit.cluster.StoreFaults;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestNode;
import dev.highlander.testkit.fault.HttpFault;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong, one after the other and sometimes two at a time, by a seed: every fault once before any comes again. Used by one thread. */
final class Attack {

  private static final Duration BEYOND_SESSION_AND_WAIT = Duration.ofMillis(5_000);
  private static final Duration BEYOND_SESSION = Duration.ofMillis(4_000);

  private final TestCluster cluster;
  private final Random random;
  private final List<Fault> deck = new ArrayList<>();
  private final Map<Fault, Integer> done = new TreeMap<>();

  Attack(TestCluster cluster, Random random) {
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
    Fault first = deal();
    Duration time = begin(first, node());
    if (!first.isOfZooKeeper() && random.nextInt(3) == 0) {
      Fault second = deal();
      if (second.isOfZooKeeper()) {
        deck.add(second);
      } else {
        begin(second, node());
      }
    }
    LockSupport.parkNanos(time.toNanos());
    cluster.recover();
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(300, 1_500)).toNanos());
  }

  private Fault deal() {
    if (deck.isEmpty()) {
      deck.addAll(List.of(Fault.values()));
      Collections.shuffle(deck, random);
    }
    return deck.removeLast();
  }

  /** Shorter than a lease, longer than one, or beyond a session. */
  private Duration anyTime() {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ofMillis(random.nextInt(100, 800));
      case 1, 2 -> Duration.ofMillis(random.nextInt(800, 2_500));
      default -> Duration.ofMillis(random.nextInt(2_500, 6_000));
    };
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

  /** Begins a fault, which {@link TestCluster#recover} ends; returns how long it is to last. */
  private Duration begin(Fault fault, String node) {
    if (!cluster.node(node).isAlive()) {
      return Duration.ZERO;
    }
    System.out.printf("%s %s %s%n", LocalTime.now(), fault, node);
    Duration time = inflict(fault, node);
    done.merge(fault, 1, Integer::sum);
    return time;
  }

  private Duration inflict(Fault fault, String node) {
    switch (fault) {
      case KILL -> cluster.kill(node);
      case TERMINATE -> cluster.terminate(node);
      case DRAIN -> {
        cluster.drain(node);
        cluster.terminate(node);
      }
      case PAUSE -> cluster.pause(node);
      case LONG_PAUSE -> {
        cluster.pause(node);
        return BEYOND_SESSION_AND_WAIT;
      }
      case PARTITION -> cluster.partition(node, otherThan(node));
      case PARTITION_ONE_WAY -> cluster.partitionOneWay(node, otherThan(node));
      case CUT_FROM_ZOOKEEPER -> cluster.cutFromZooKeeper(node);
      case CUT_FROM_STORE -> cluster.cutFromStore(node);
      case CUT_FROM_PEERS -> cluster.cutFromPeers(node);
      case SLOW_WAY -> cluster.way(node, random.nextBoolean() ? otherThan(node) : TestCluster.STORE)
          .delay(Duration.ofMillis(random.nextInt(20, 300)), Duration.ofMillis(200));
      case RESET_WAY -> cluster.way(node, otherThan(node)).reset();
      case EXPIRE_SESSION -> expireSession(node);
      case LEADER_KILLED -> cluster.zooKeeper().kill(cluster.zooKeeper().leader());
      case QUORUM_LOST -> cluster.zooKeeper().pause(cluster.zooKeeper().followers().toArray(String[]::new));
      case ZOOKEEPER_STOPPED -> {
        cluster.stopZooKeeper();
        return BEYOND_SESSION;
      }
      case ZOOKEEPER_DATA_LOST -> cluster.zooKeeper().loseData();
      case FOLLOWER_CUT -> {
        String follower = cluster.zooKeeper().followers().get(random.nextInt(2));
        cluster.zooKeeper().attach(node, follower);
        cluster.partition(follower, cluster.zooKeeper().leader());
      }
      case STORE_STOPPED -> cluster.stopStore();
      case STORE_SLOW -> store(node).every(new HttpFault.Slow(Duration.ofMillis(random.nextInt(100, 1_000))));
      case STORE_BUSY -> store(node).every(new HttpFault.Answer(503, "SlowDown"));
      case STORE_FAILS_AFTER_WRITES -> writes(node, new HttpFault.FailAfterCommit(500, "InternalError"));
      case STORE_RESETS -> writes(node, new HttpFault.LoseReply());
      case STORE_SILENT -> writes(node, new HttpFault.SilenceAfterCommit());
      case WRITES_LATE -> writes(node, new HttpFault.Late(Duration.ofMillis(random.nextInt(500, 15_000))));
      case WRITES_TWICE -> writes(node, new HttpFault.Twice(Duration.ofMillis(random.nextInt(10, 15_000))));
    }
    return anyTime();
  }

  private void expireSession(String node) {
    try {
      cluster.expireSession(node);
    } catch (IllegalStateException betweenTwoSessions) {
      // It has none, which is as good.
    }
  }

  /** One node's way to the store, or everybody's. */
  private StoreFaults store(String node) {
    return random.nextBoolean() ? cluster.storeFaults(node) : cluster.storeFaults();
  }

  private void writes(String node, HttpFault fault) {
    store(node).next(random.nextInt(1, 30), StoreFaults.WRITES, fault);
  }
}

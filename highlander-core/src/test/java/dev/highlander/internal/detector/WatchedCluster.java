package dev.highlander.internal.detector;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.BrittleTransport;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryNetwork;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Nodes that host nothing and watch each other, on one thread, with time in the test's hand. */
final class WatchedCluster {

  static final Duration LEASE = Duration.ofSeconds(2);

  final ManualPlatform time = new ManualPlatform(7);
  final MemoryCluster registry = new MemoryCluster(time.platform());
  final MemoryNetwork network = new MemoryNetwork(time.platform(), 1 << 16, 100);
  /** What every probe throws from now on; null for none. */
  @Nullable Error broken;

  private final ProbeSettings settings;
  private final List<Node> nodes = new ArrayList<>();

  WatchedCluster(ProbeSettings settings) {
    this.settings = settings;
  }

  /** Starts nodes and lets them get to know each other. */
  List<Node> start(String... names) {
    List<Node> started = new ArrayList<>();
    for (String name : names) {
      started.add(new Node(name, name + ":1", Member.Role.NODE));
    }
    time.advance(Duration.ofSeconds(1));
    return started;
  }

  Node start(String name, String address, Member.Role role) {
    return new Node(name, address, role);
  }

  /** Names of those that have an entry. */
  List<String> members() {
    Tenure present = nodes.stream().map(Node::tenure).filter(tenure -> tenure != null && tenure.lease().held()).findFirst().orElseThrow();
    return present.incarnation().refreshMembers().join().members().stream().map(Member::name).toList();
  }

  long expulsions() {
    return nodes.stream().mapToLong(node -> node.total().expulsions()).sum();
  }

  final class Node implements TenureKeeper.Observer {
    final String name;
    final Transport transport;
    final List<String> incarnations = new ArrayList<>();
    private final TenureKeeper keeper;
    private final Stall stall = new Stall();
    private final Platform platform;
    private final List<FailureDetector> detectors = new ArrayList<>();
    private @Nullable FailureDetector detector;

    Node(String name, String address, Member.Role role) {
      this.name = name;
      Platform base = time.platform();
      platform = new Platform(base.ticker(), stall.over(base), base.executor(), base.random());
      transport = new BrittleTransport(network.node(name, address), () -> broken);
      transport.start(
          new ProbeResponder(this::tenure, () -> detector, (peer, body, responder) -> {
            throw new IllegalStateException("nobody calls here");
          }));
      keeper =
          new TenureKeeper(
              platform,
              new MemoryRegistry(registry, base),
              new Registry.Profile(name, address, "test", role, Map.of()),
              root -> CompletableFuture.completedFuture(1L),
              new TenureKeeper.Times(LEASE, Duration.ofMillis(250)),
              this);
      nodes.add(this);
      keeper.join();
      time.advance(Duration.ofMillis(1));
    }

    @Nullable Tenure tenure() {
      return keeper == null ? null : keeper.current();
    }

    String incarnation() {
      return incarnations.getLast();
    }

    DetectorCounts total() {
      return detectors.stream()
          .map(FailureDetector::counts)
          .reduce(
              DetectorCounts.NONE,
              (a, b) ->
                  new DetectorCounts(
                      a.probes() + b.probes(), a.missed() + b.missed(), a.accusations() + b.accusations(), a.expulsions() + b.expulsions()));
    }

    /** As {@code kill -9}: its machine refuses connections, and it does nothing any more. */
    void kill() {
      transport.close();
      stall.begin();
      if (detector != null) {
        detector.stop();
      }
    }

    /** Its timers don't run until it goes on. */
    void standStill() {
      stall.begin();
    }

    void goOn() {
      stall.end();
    }

    @Override
    public void began(Tenure tenure) {
      incarnations.add(tenure.incarnation().id());
      if (tenure.incarnation().self().role() == Member.Role.NODE && settings.expel()) {
        FailureDetector begun = new FailureDetector(platform, transport, tenure, settings, LEASE);
        detector = begun;
        detectors.add(begun);
        begun.start();
      }
    }

    @Override
    public void ended(Tenure tenure, String reason) {
      if (detector != null) {
        detector.stop();
        detector = null;
      }
    }

    @Override
    public void members(MembershipView view) {
      if (detector != null) {
        detector.members(view);
      }
    }
  }

  /** Holds a process's timers back. */
  private static final class Stall {
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean stalled;

    dev.highlander.spi.Scheduling over(Platform base) {
      return (delay, task) -> base.scheduling().after(delay, () -> {
        if (stalled) {
          held.add(task);
        } else {
          task.run();
        }
      });
    }

    void begin() {
      stalled = true;
    }

    void end() {
      stalled = false;
      while (!held.isEmpty()) {
        held.remove().run();
      }
    }
  }
}

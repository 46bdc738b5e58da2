package dev.highlander.testkit.world;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.NodeSettings;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.Unavailable;
import dev.highlander.internal.activation.HostContext;
import dev.highlander.internal.activation.HostSettings;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.client.RefFactory;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.detector.FailureDetector;
import dev.highlander.internal.detector.ProbeResponder;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.handoff.HandOffContext;
import dev.highlander.internal.handoff.HandOffReceiver;
import dev.highlander.internal.handoff.HandOffService;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.persistence.GenerationGuard;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.internal.routing.InboundDispatcher;
import dev.highlander.internal.routing.Router;
import dev.highlander.internal.routing.RouterContext;
import dev.highlander.internal.routing.RouterSettings;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.zookeeper.ZooKeeperJanitor;
import dev.highlander.zookeeper.ZooKeeperRegistry;
import dev.highlander.zookeeper.ZooKeeperSettings;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One process: the real parts of a node or a client, put together as the composition root does, on a machine of the world. It does not end by
 * itself; the world kills it, or asks it to leave.
 */
final class WorldProcess {

  private static final ObjectSpace NO_CALLS =
      (ObjectSpace)
          Proxy.newProxyInstance(
              WorldProcess.class.getClassLoader(),
              new Class<?>[] {ObjectSpace.class},
              (proxy, method, arguments) -> {
                throw new IllegalStateException("handlers make no calls in a simulated world: they would have to wait on its one thread");
              });

  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration BEYOND_WRITES = Duration.ofSeconds(5);
  private static final Duration JANITOR_INTERVAL = Duration.ofSeconds(5);
  private static final Duration JANITOR_AGE = Duration.ofSeconds(3);

  private final World world;
  private final Machine machine;
  private final @Nullable ObjectHost host;
  private final Router router;
  private final RecordingRouter recording;
  private final RefFactory refs;
  private final WorldTransport transport;
  private final WorldSessions sessions;
  private final TenureKeeper keeper;
  private final @Nullable ZooKeeperJanitor janitor;
  private final @Nullable HandOffService handOffs;
  private final WorldStore store;
  private final Platform platform;
  private final int life;
  private @Nullable FailureDetector detector;
  private boolean running = true;

  WorldProcess(World world, Machine machine, Member.Role role, Weather weather) {
    this.world = world;
    this.machine = machine;
    this.platform = machine.platform();
    this.life = machine.life();
    boolean node = role == Member.Role.NODE;
    NodeSettings settings = world.settings();
    JsonCodec json = world.json();
    store = new WorldStore(world.bucket(), machine, weather);
    String address = node ? machine.name() + ":1" : "";
    transport = new WorldTransport(world.network(), machine, address);
    ObjectHost hosting = node ? new ObjectHost(context(settings, json), world.types()) : null;
    host = hosting;
    PlacementService placement = new PlacementService(world.strategies(), world.placement(), world.types(), platform.random());
    LocationCache locations = new LocationCache(1_000);
    handOffs =
        hosting == null
            ? null
            : new HandOffService(
                new HandOffContext(
                    machine.name(),
                    platform,
                    hosting,
                    transport,
                    placement,
                    locations,
                    this::tenure,
                    settings.handOff(),
                    handOffPatience()));
    router =
        new Router(
            new RouterContext(
                platform,
                new RouterSettings(settings.maxRedirects(), settings.requestWindow(), 1_000, 128),
                host,
                transport,
                placement,
                locations,
                this::tenure));
    recording = new RecordingRouter(world, machine.name(), router);
    refs =
        new RefFactory(
            recording, world.types(), json, platform, id -> Optional.empty(), Caller.service(machine.name()), settings.callDeadline());
    sessions =
        new WorldSessions(world.ensemble(), machine, settings.sessionTimeout().toNanos(), Duration.ofSeconds(5).toNanos());
    ZooKeeperRegistry registry =
        new ZooKeeperRegistry(ZooKeeperSettings.of("simulated:1").withSessionTimeout(settings.sessionTimeout()), platform, sessions);
    Map<String, String> labels = new HashMap<>();
    if (node) {
      labels.put(Member.TYPES_LABEL, String.join(",", world.types().names()));
    }
    keeper =
        new TenureKeeper(
            platform,
            registry,
            new Registry.Profile(machine.name(), address, "world", role, labels),
            this::generation,
            new TenureKeeper.Times(settings.lease(), settings.heartbeat()),
            new Observer());
    janitor =
        node
            ? new ZooKeeperJanitor(
                registry,
                platform,
                new ZooKeeperJanitor.Settings(JANITOR_INTERVAL, JANITOR_AGE, settings.takeoverWait(), Duration.ofMillis(20), 10))
            : null;
  }

  private HostContext context(NodeSettings settings, JsonCodec json) {
    HostSettings limits =
        new HostSettings(
            settings.takeoverWait(),
            settings.idle(),
            settings.mailbox(),
            settings.stateLimitBytes(),
            settings.keptReplies(),
            settings.keptReplyBytes(),
            settings.requestWindow(),
            settings.storeDeadline());
    return new HostContext(
        machine.name(), platform, store, false, world.envelopes(), json, limits, new Lifecycle(), () -> NO_CALLS);
  }

  private CompletableFuture<Long> generation(String rootId) {
    if (host == null) {
      return CompletableFuture.completedFuture(0L);
    }
    return GenerationGuard.ensure(platform, store, world.json(), rootId, world.settings().takeoverWait())
        .thenApply(
            result ->
                switch (result) {
                  case GenerationGuard.Result.Generation generation -> generation.number();
                  case GenerationGuard.Result.Failed failed -> throw new Unavailable(failed.reason());
                });
  }

  private Duration handOffPatience() {
    return world.settings().storeDeadline().plus(BEYOND_WRITES);
  }

  private @Nullable Tenure tenure() {
    return keeper.current();
  }

  /** Joins the cluster; retried as whoever starts processes would do. */
  void start() {
    ObjectHost hosting = host;
    transport.start(
        hosting == null
            ? (peer, body, responder) -> {
              throw new IllegalStateException("a client is not called");
            }
            : new ProbeResponder(
                this::tenure,
                () -> detector,
                new HandOffReceiver(
                    hosting,
                    this::tenure,
                    handOffPatience(),
                    new InboundDispatcher(hosting, this::tenure, world.types(), world.json(), platform.ticker()))));
    if (hosting != null) {
      hosting.start();
    }
    if (handOffs != null) {
      handOffs.start();
    }
    router.start();
    join();
    if (janitor != null) {
      janitor.start();
    }
  }

  private void join() {
    keeper
        .join()
        .whenComplete(
            (tenure, problem) -> {
              if (problem != null && running) {
                machine.after(life, Duration.ofMillis(300).toNanos(), this::join);
              }
            });
  }

  // ---- what the world asks ----

  Machine machine() {
    return machine;
  }

  boolean running() {
    return running;
  }

  /** Whether it has a place in the cluster now. */
  boolean joined() {
    return running && keeper.current() != null;
  }

  /** Its present incarnation; empty between two. */
  String incarnation() {
    Tenure now = keeper.current();
    return now == null ? "" : now.incarnation().id();
  }

  @Nullable ObjectHost host() {
    return host;
  }

  RecordingRouter router() {
    return recording;
  }

  RefFactory refs() {
    return refs;
  }

  Platform platform() {
    return platform;
  }

  WorldTransport transport() {
    return transport;
  }

  WorldSessions sessions() {
    return sessions;
  }

  boolean serves(ObjectId object) {
    return running && host != null && host.answers(object);
  }

  // ---- its end ----

  /** Ends at once, as by SIGKILL. */
  void kill() {
    if (running) {
      running = false;
      sessions.present().forEach(WorldSession::abandon);
      transport.close();
      machine.kill();
    }
  }

  /** Leaves as on SIGTERM; then it is over. */
  void leave(Runnable over) {
    ObjectHost hosting = host;
    if (janitor != null) {
      janitor.stop();
    }
    CompletableFuture<?> drained =
        handOffs == null || keeper.current() == null ? CompletableFuture.completedFuture(null) : handOffs.drain();
    drained
        .thenRun(this::stopDetecting)
        .thenCompose(ready -> hosting == null ? CompletableFuture.completedFuture(null) : hosting.leave(LEAVE_PATIENCE))
        .thenCompose(empty -> keeper.leave())
        .whenComplete(
            (left, problem) -> {
              router.stop();
              over.run();
            });
  }

  /** As the composition root's: see {@code dev.highlander.node}. */
  private final class Observer implements TenureKeeper.Observer {
    @Override
    public void began(Tenure tenure) {
      if (host != null) {
        host.tenure(tenure);
        if (handOffs != null) {
          handOffs.began(tenure);
        }
        if (world.settings().probes().expel()) {
          FailureDetector begun = new FailureDetector(platform, transport, tenure, world.settings().probes(), world.settings().lease());
          detector = begun;
          begun.start();
        }
      }
    }

    @Override
    public void ended(Tenure tenure, String reason) {
      ObjectHost hosting = host;
      if (hosting != null) {
        hosting.tenure(null);
        stopDetecting();
        platform.executor().execute(() -> hosting.ended(tenure, reason));
      }
    }

    @Override
    public void members(MembershipView view) {
      router.members(view);
      FailureDetector watching = detector;
      if (watching != null) {
        watching.members(view);
      }
    }
  }

  private void stopDetecting() {
    FailureDetector watching = detector;
    if (watching != null) {
      watching.stop();
      detector = null;
    }
  }

  private final class Lifecycle implements NodeListener {
    @Override
    public void onActivated(ObjectId object, Epoch epoch) {
      world.activated(WorldProcess.this, object, epoch);
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      world.deactivated(WorldProcess.this, object, epoch, reason);
    }
  }
}

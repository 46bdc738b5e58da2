package dev.highlander.node;

import dev.highlander.BadRequest;
import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.Location;
import dev.highlander.NodeSettings;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.Ref;
import dev.highlander.Unavailable;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.client.RefFactory;
import dev.highlander.internal.client.RunningSpaces;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.internal.persistence.StoredIds;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.internal.routing.Router;
import dev.highlander.internal.routing.RouterContext;
import dev.highlander.internal.routing.RouterSettings;
import dev.highlander.report.NodeReport;
import dev.highlander.spi.Holder;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running node and a running client have in common: references, routing, a place in the cluster. Parts are started one after the other
 * and stopped in reverse; what was started is stopped even if a later part fails to start.
 */
abstract class RunningSpace implements ObjectSpace, NodeInternals {

  private static final Logger LOG = LoggerFactory.getLogger(RunningSpace.class);
  private static final int LOCATIONS = 100_000;

  /** How long a part of starting or stopping may take. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Setup setup;
  private final String name;
  private final NodeSettings settings;
  private final Platform platform;
  private final TypeRegistry types;
  private final JsonCodec codec = new JsonCodec();
  private final EnvelopeCodec envelopes = new EnvelopeCodec();
  private final AtomicReference<NodeReport.State> state = new AtomicReference<>(NodeReport.State.STARTING);
  private final Transport transport;
  private final Registry registry;
  private @Nullable SnapshotStore store;
  private @Nullable Router router;
  private @Nullable RefFactory refs;
  private @Nullable TenureKeeper keeper;
  private final LocationCache locations = new LocationCache(LOCATIONS);
  private @Nullable PlacementService placement;
  private String address = "";

  RunningSpace(Setup setup, boolean node) {
    this.setup = setup;
    this.name = setup.name();
    this.settings = setup.settings();
    this.types = setup.types();
    this.platform = setup.platform();
    try {
      this.transport = setup.transport(platform, node);
      this.registry = setup.registry(platform);
    } catch (RuntimeException e) {
      setup.stopPlatform();
      throw e;
    }
  }

  // ---- starting and stopping ----

  /** Starts the parts; called once. */
  abstract void start();

  void openStore() {
    SnapshotStore.Provider provider = setup.store;
    if (provider != null) {
      store = provider.open(platform);
    }
  }

  void startRouting(@Nullable ObjectHost host) {
    PlacementService placing = new PlacementService(setup.strategies, setup.defaultPlacement(), types, platform.random());
    placement = placing;
    RouterSettings routing = new RouterSettings(settings.maxRedirects(), settings.requestWindow(), LOCATIONS);
    Router started =
        new Router(
            new RouterContext(platform, routing, host, transport, placing, locations, this::tenure));
    started.start();
    router = started;
    refs = new RefFactory(started, types, codec, platform, this::location, Caller.service(name), settings.callDeadline());
  }

  void startTransport(Transport.RequestHandler handler) {
    address = Awaiting.result(transport.start(handler), PATIENCE, "listening for peers");
  }

  void join(Member.Role role, Function<String, CompletableFuture<Long>> generations, TenureKeeper.Observer observer) {
    Map<String, String> labels = new HashMap<>(setup.labels);
    if (role == Member.Role.NODE) {
      labels.put(Member.TYPES_LABEL, String.join(",", types.names()));
    }
    Registry.Profile profile = new Registry.Profile(name, address, Version.current(), role, labels);
    TenureKeeper.Times times = new TenureKeeper.Times(settings.lease(), settings.heartbeat());
    TenureKeeper joining = new TenureKeeper(platform, registry, profile, generations, times, observer);
    keeper = joining;
    Awaiting.result(joining.join(), PATIENCE, "joining the cluster");
  }

  void running() {
    state.set(NodeReport.State.RUNNING);
    RunningSpaces.add(this);
  }

  /** What is to be finished before this process leaves. */
  abstract void beforeLeaving();

  @Override
  public void close() {
    NodeReport.State before = state.getAndUpdate(now -> now == NodeReport.State.STOPPED ? now : NodeReport.State.STOPPING);
    if (before == NodeReport.State.STOPPING || before == NodeReport.State.STOPPED) {
      return;
    }
    RunningSpaces.remove(this);
    step("finishing what is under way", this::beforeLeaving);
    TenureKeeper leaving = keeper;
    if (leaving != null) {
      step("leaving the cluster", () -> Awaiting.result(leaving.leave(), PATIENCE, "leaving"));
    }
    Router routing = router;
    if (routing != null) {
      step("giving up calls", routing::stop);
    }
    step("closing connections", transport::close);
    step("closing the registry", registry::close);
    SnapshotStore opened = store;
    if (opened != null) {
      step("closing the store", opened::close);
    }
    step("stopping threads", setup::stopPlatform);
    state.set(NodeReport.State.STOPPED);
    LOG.info("{} has left", name);
  }

  private void step(String what, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: {} failed: {}", name, what, e.toString());
    }
  }

  // ---- parts ----

  Setup setup() {
    return setup;
  }

  NodeSettings settings() {
    return settings;
  }

  EnvelopeCodec envelopes() {
    return envelopes;
  }

  LocationCache locations() {
    return locations;
  }

  PlacementService placement() {
    return Objects.requireNonNull(placement);
  }

  @Nullable SnapshotStore store() {
    return store;
  }

  Registry registry() {
    return registry;
  }

  Transport transport() {
    return transport;
  }

  @Nullable Tenure tenure() {
    TenureKeeper keeping = keeper;
    return keeping == null ? null : keeping.current();
  }

  void members(MembershipView view) {
    Router routing = router;
    if (routing != null) {
      routing.members(view);
    }
  }

  @Override
  public CallRouter router() {
    Router routing = router;
    if (routing == null) {
      throw new Unavailable(name + " is not started");
    }
    return routing;
  }

  @Override
  public TypeRegistry types() {
    return types;
  }

  @Override
  public JsonCodec codec() {
    return codec;
  }

  @Override
  public Platform platform() {
    return platform;
  }

  // ---- what users ask ----

  @Override
  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  @Override
  public <S> Ref<S> ref(Class<S> type, String id) {
    RefFactory factory = refs;
    if (factory == null) {
      throw new Unavailable(name + " is not started");
    }
    return factory.ref(type, id);
  }

  @Override
  public List<String> ids(Class<?> type, String prefix, @Nullable String after, int limit) {
    return ids(types.require(type).name(), prefix, after, limit);
  }

  @Override
  public List<String> ids(String type, String prefix, @Nullable String after, int limit) {
    ObjectId.requireType(type);
    if (limit < 1 || limit > SnapshotStore.MAX_PAGE) {
      throw new BadRequest("a page has 1 to " + SnapshotStore.MAX_PAGE + " ids; " + limit + " were asked for");
    }
    SnapshotStore listed = store;
    if (listed == null) {
      throw new BadRequest(name + " has no store to list: give the client one with store(...)");
    }
    return new StoredIds(listed, envelopes, ObjectHost.MAX_TOMBSTONE_BYTES).list(type, prefix, after, limit);
  }

  @Override
  public Optional<Location> location(ObjectId object) {
    Tenure now = tenure();
    if (now == null) {
      throw new Unavailable(name + " has no place in the cluster at the moment");
    }
    LookupResult result = Awaiting.result(now.incarnation().lookup(object), settings.callDeadline(), "looking up " + object);
    return switch (result) {
      case LookupResult.Free free -> Optional.empty();
      case LookupResult.HeldBy held -> Optional.of(location(held.holder(), now));
      case LookupResult.Failed failed -> throw new Unavailable("the registry can't be asked: " + failed.reason());
    };
  }

  private static Location location(Holder holder, Tenure now) {
    Epoch epoch = new Epoch(now.generation(), holder.transaction());
    return new Location(holder.node(), holder.address(), epoch, Instant.ofEpochMilli(holder.sinceMillis()));
  }

  abstract Map<String, Integer> activations();

  @Override
  public NodeReport report() {
    Tenure now = tenure();
    NodeReport.State reported = Objects.requireNonNull(state.get());
    if (reported == NodeReport.State.RUNNING && now == null) {
      reported = NodeReport.State.REJOINING;
    }
    List<NodeReport.MemberReport> members =
        now == null ? List.of() : now.incarnation().members().members().stream().map(RunningSpace::report).toList();
    return new NodeReport(
        name,
        now == null ? "" : now.incarnation().id(),
        address,
        reported,
        now == null ? 0 : now.lease().remaining().toMillis(),
        now == null ? 0 : now.generation(),
        activations(),
        members);
  }

  private static NodeReport.MemberReport report(Member member) {
    return new NodeReport.MemberReport(
        member.name(), member.incarnation(), member.address(), member.role() == Member.Role.NODE ? "node" : "client", member.draining());
  }
}

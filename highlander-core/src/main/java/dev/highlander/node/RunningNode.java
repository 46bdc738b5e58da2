package dev.highlander.node;

import dev.highlander.BadRequest;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeSettings;
import dev.highlander.Unavailable;
import dev.highlander.internal.activation.HostContext;
import dev.highlander.internal.activation.HostSettings;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.detector.FailureDetector;
import dev.highlander.internal.detector.ProbeResponder;
import dev.highlander.internal.handoff.HandOffContext;
import dev.highlander.internal.handoff.HandOffReceiver;
import dev.highlander.internal.handoff.HandOffService;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.persistence.GenerationGuard;
import dev.highlander.internal.persistence.ProbeResult;
import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.internal.routing.InboundDispatcher;
import dev.highlander.report.DrainReport;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.zookeeper.ZooKeeperJanitor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process that hosts objects. */
final class RunningNode extends RunningSpace implements HighlanderNode {

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

  /** How long running turns and their writes get when the node leaves. */
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(15);

  /** A store may be out of reach for a moment while a node starts; races on a slow one take their time. */
  private static final int PROBE_ATTEMPTS = 3;

  private static final Duration PROBE_PAUSE = Duration.ofSeconds(1);
  private static final Duration PROBE_PATIENCE = Duration.ofMinutes(3);

  /** An heir waits for longer than the longest attempt to write, so that it does not give up while its predecessor finishes. */
  private static final Duration BEYOND_WRITES = Duration.ofSeconds(5);

  private final Listeners listeners;
  private @Nullable ObjectHost host;
  private volatile @Nullable FailureDetector detector;
  private @Nullable HandOffService handOffs;
  private Optional<ZooKeeperJanitor> janitor = Optional.empty();

  RunningNode(Setup setup) {
    super(setup, true);
    this.listeners = new Listeners(setup.listeners);
  }

  @Override
  void start() {
    openStore();
    SnapshotStore opened = store();
    if (opened == null) {
      throw new BadRequest("no store: call store(...), for example with S3Store.bucket(\"my-bucket\")");
    }
    boolean purges = probe(opened);
    ObjectHost hosting = new ObjectHost(context(opened, purges), types());
    host = hosting;
    startRouting(hosting);
    HandOffContext moving =
        new HandOffContext(
            name(), platform(), hosting, transport(), placement(), locations(), this::tenure, settings().handOff(), handOffPatience());
    HandOffService service = new HandOffService(moving);
    handOffs = service;
    InboundDispatcher calls = new InboundDispatcher(hosting, this::tenure, types(), codec(), platform().ticker());
    HandOffReceiver messages = new HandOffReceiver(hosting, this::tenure, handOffPatience(), calls);
    startTransport(new ProbeResponder(this::tenure, () -> detector, messages));
    hosting.start();
    service.start();
    join(Member.Role.NODE, this::generation, new Observer(hosting, service));
    janitor = setup().janitor(registry(), platform());
    janitor.ifPresent(ZooKeeperJanitor::start);
    running();
    LOG.info("{} serves {} at {}", name(), types().names(), address());
  }

  /** Refuses a store that does not keep its promises; true if it decides conditional deletes too. */
  private boolean probe(SnapshotStore opened) {
    for (int attempt = 1; ; attempt++) {
      ProbeResult result =
          Awaiting.result(new StoreProbe(opened, platform(), Version.current()).run(), PROBE_PATIENCE, "probing " + opened.describe());
      switch (result) {
        case ProbeResult.Passed passed -> {
          return passed.conditionalDelete();
        }
        case ProbeResult.Failed failed -> throw new BadRequest(failed.sentence());
        case ProbeResult.Unreachable unreachable -> {
          if (attempt == PROBE_ATTEMPTS) {
            throw new Unavailable(opened.describe() + ": " + unreachable.reason());
          }
          LOG.warn("{} could not be probed, attempt {} of {}: {}", opened.describe(), attempt, PROBE_ATTEMPTS, unreachable.reason());
          pause();
        }
      }
    }
  }

  private void pause() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    platform().scheduling().after(PROBE_PAUSE, () -> over.complete(null));
    Awaiting.result(over, PATIENCE, "waiting for the store");
  }

  private HostContext context(SnapshotStore opened, boolean purges) {
    NodeSettings settings = settings();
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
    return new HostContext(name(), platform(), opened, purges, envelopes(), codec(), limits, listeners, () -> this);
  }

  private CompletableFuture<Long> generation(String rootId) {
    SnapshotStore opened = Objects.requireNonNull(store());
    return GenerationGuard.ensure(platform(), opened, codec(), rootId, settings().takeoverWait())
        .thenApply(result -> switch (result) {
          case GenerationGuard.Result.Generation generation -> generation.number();
          case GenerationGuard.Result.Failed failed ->
              throw new Unavailable("the registry's generation can't be settled: " + failed.reason());
        });
  }

  private final class Observer implements TenureKeeper.Observer {
    private final ObjectHost hosting;
    private final HandOffService moving;

    Observer(ObjectHost hosting, HandOffService moving) {
      this.hosting = hosting;
      this.moving = moving;
    }

    @Override
    public void began(Tenure tenure) {
      hosting.tenure(tenure);
      detect(tenure);
      moving.began(tenure);
      listeners.onJoined(tenure.incarnation().id());
    }

    @Override
    public void ended(Tenure tenure, String reason) {
      hosting.tenure(null);
      stopDetecting();
      // The lease is revoked: nothing is served any more. Closing what is left may take a while, and this is the registry's thread.
      platform().executor().execute(() -> hosting.ended(tenure, reason));
      listeners.onEnded(tenure.incarnation().id(), reason);
    }

    @Override
    public void members(MembershipView view) {
      try {
        RunningNode.this.members(view);
      } finally {
        FailureDetector watching = detector;
        if (watching != null) {
          watching.members(view);
        }
      }
    }
  }

  private void detect(Tenure tenure) {
    if (settings().probes().expel()) {
      FailureDetector begun = new FailureDetector(platform(), transport(), tenure, settings().probes(), settings().lease());
      detector = begun;
      begun.start();
    }
  }

  private void stopDetecting() {
    FailureDetector watching = detector;
    if (watching != null) {
      watching.stop();
      detector = null;
    }
  }

  private Duration handOffPatience() {
    return settings().storeDeadline().plus(BEYOND_WRITES);
  }

  @Override
  public DrainReport drain() {
    HandOffService moving = handOffs;
    if (moving == null || tenure() == null) {
      throw new Unavailable(name() + " has no place in the cluster at the moment");
    }
    return await(moving.drain());
  }

  private DrainReport await(CompletableFuture<DrainReport> drained) {
    return Awaiting.result(drained, settings().handOff().drainTimeout().plus(PATIENCE), "draining");
  }

  @Override
  void beforeLeaving() {
    janitor.ifPresent(ZooKeeperJanitor::stop);
    ObjectHost hosting = host;
    Tenure now = tenure();
    HandOffService moving = handOffs;
    if (hosting == null || moving == null) {
      return;
    }
    if (now != null) {
      await(moving.drain());
    }
    Awaiting.result(hosting.leave(LEAVE_PATIENCE), LEAVE_PATIENCE.multipliedBy(2), "releasing objects");
    stopDetecting(); // not sooner: while it drains, its word counts
    hosting.stop();
  }

  @Override
  Map<String, Integer> activations() {
    ObjectHost hosting = host;
    return hosting == null ? Map.of() : hosting.countByType();
  }
}

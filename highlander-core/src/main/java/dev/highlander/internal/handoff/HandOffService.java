package dev.highlander.internal.handoff;

import dev.highlander.internal.lease.Tenure;
import dev.highlander.report.DrainReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All moving of objects of one node. Thread-safe; nothing here blocks. */
public final class HandOffService {

  private static final Logger LOG = LoggerFactory.getLogger(HandOffService.class);

  private static final Duration TOLD_PATIENCE = Duration.ofSeconds(1);

  private final HandOffContext context;
  private final HandOffs handOffs;
  private final Balance balance;
  private final AtomicReference<@Nullable CompletableFuture<DrainReport>> draining = new AtomicReference<>();

  public HandOffService(HandOffContext context) {
    this.context = context;
    this.handOffs = new HandOffs(context);
    this.balance = new Balance(context, handOffs);
  }

  /** Begins to move objects to where they should be, if that is set. */
  public void start() {
    if (context.settings().rebalance()) {
      balance.start();
    }
  }

  /**
   * Gives all objects away and takes no new ones from now on, for the rest of this process's life. The first call begins it, every call gives the
   * same future, which never completes exceptionally.
   */
  public CompletableFuture<DrainReport> drain() {
    CompletableFuture<DrainReport> begun = new CompletableFuture<>();
    if (!draining.compareAndSet(null, begun)) {
      CompletableFuture<DrainReport> earlier = draining.get();
      return earlier == null ? begun : earlier;
    }
    balance.stop();
    context.host().refuseNew(context.locations()::find);
    Drain drain = new Drain(context, handOffs);
    AtomicBoolean started = new AtomicBoolean();
    Runnable start =
        () -> {
          if (started.compareAndSet(false, true)) {
            drain.start().thenAccept(begun::complete);
          }
        };
    Tenure now = context.tenure().get();
    if (now == null) {
      start.run();
    } else {
      // Others are to know first, so that they place nothing here meanwhile; but a registry that can't be reached does not keep this node.
      context.platform().scheduling().after(TOLD_PATIENCE, start);
      tell(now).whenComplete((done, error) -> start.run());
    }
    return begun;
  }

  /** A further life of this process has begun: the others are told again that it drains. */
  public void began(Tenure tenure) {
    if (draining.get() != null) {
      tell(tenure);
    }
  }

  private CompletableFuture<Void> tell(Tenure tenure) {
    return tenure.incarnation().draining(true).whenComplete((done, error) -> {
      if (error != null) {
        LOG.info("{}: others are not told that it drains: {}", context.node(), error.getMessage());
      }
    });
  }
}

package dev.highlander.internal.handoff;

import dev.highlander.ObjectId;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.report.DrainReport;
import dev.highlander.spi.Member;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives all objects of this node away: to the heirs that placement chooses, a bounded number at a time, until none is left or the time is up.
 * An object that nobody can take is released to nobody, which is as clean; one that is only starting is waited for. The steps run one after the
 * other, on whatever thread brings them.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** How often an heir is looked for before an object is released to nobody. */
  private static final int ATTEMPTS = 3;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final HandOffContext context;
  private final HandOffs handOffs;
  private final SerialQueue steps = new SerialQueue();
  private final CompletableFuture<DrainReport> report = new CompletableFuture<>();
  private final Deque<ObjectId> todo = new ArrayDeque<>();
  private final Ramp ramp;
  private final Map<ObjectId, Integer> failures = new HashMap<>();
  private long begunNanos;
  private int underWay;
  private int handedOff;
  private int released;

  Drain(HandOffContext context, HandOffs handOffs) {
    this.context = context;
    this.handOffs = handOffs;
    this.ramp = new Ramp(context.settings().atOnce(), context.nanos());
  }

  /** Begins; completes when nothing is left or the time is up, never exceptionally. */
  CompletableFuture<DrainReport> start() {
    begunNanos = context.nanos();
    context.platform().scheduling().after(context.settings().drainTimeout(), () -> steps.execute(this::finish));
    context.platform().scheduling().after(PROGRESS_EVERY, () -> steps.execute(this::progress));
    context.platform().scheduling().after(Ramp.GROWS_EVERY, () -> steps.execute(this::grow));
    steps.execute(this::round);
    return report;
  }

  private void round() {
    if (report.isDone()) {
      return;
    }
    if (context.host().size() == 0) {
      finish();
      return;
    }
    context.host().objects().stream().filter(context.host()::serves).forEach(todo::add);
    next();
  }

  private void next() {
    while (!report.isDone() && underWay < ramp.width(context.nanos()) && !todo.isEmpty()) {
      underWay++;
      give(todo.remove());
    }
    if (todo.isEmpty() && underWay == 0 && !report.isDone()) {
      Duration pause = context.host().size() == 0 ? Duration.ZERO : LOOK_AGAIN;
      context.platform().scheduling().after(pause, () -> steps.execute(this::round));
    }
  }

  private void grow() {
    if (!report.isDone()) {
      context.platform().scheduling().after(Ramp.GROWS_EVERY, () -> steps.execute(this::grow));
      if (underWay > 0) {
        next();
      }
    }
  }

  private void give(ObjectId object) {
    Tenure now = context.tenure().get();
    Optional<Member> heir = now == null ? Optional.empty() : context.placement().heir(object, now.incarnation(), member -> true);
    if (heir.isEmpty() || failures.getOrDefault(object, 0) >= ATTEMPTS) {
      giveUp(object);
    } else {
      handOffs.move(object, heir.get()).thenAccept(outcome -> steps.execute(() -> ended(object, outcome)));
    }
  }

  private void giveUp(ObjectId object) {
    boolean closing =
        context.host().giveUp(object, () -> steps.execute(() -> {
          released++;
          oneLess();
        }));
    if (!closing) {
      // From another step: the loop that began this one is still running.
      steps.add(this::oneLess);
    }
  }

  private void ended(ObjectId object, Outcome outcome) {
    ramp.take(outcome);
    switch (outcome) {
      case Outcome.Moved moved -> handedOff++;
      case Outcome.Kept kept -> {
        failures.merge(object, 1, Integer::sum);
        LOG.debug("{} is not handed off: {}", object, kept.reason());
      }
    }
    oneLess();
  }

  private void oneLess() {
    underWay--;
    next();
  }

  private void progress() {
    if (!report.isDone()) {
      LOG.info("{} drains: {} objects handed off, {} released, {} left", context.node(), handedOff, released, context.host().size());
      context.platform().scheduling().after(PROGRESS_EVERY, () -> steps.execute(this::progress));
    }
  }

  private void finish() {
    if (!report.isDone()) {
      Duration took = Duration.ofNanos(context.nanos() - begunNanos);
      DrainReport result = new DrainReport(handedOff, released, context.host().size(), took);
      LOG.info("{} has drained in {} ms: {} objects handed off, {} released, {} left",
          context.node(), took.toMillis(), result.handedOff(), result.released(), result.left());
      report.complete(result);
    }
  }
}

package dev.highlander.internal.activation;

import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.spi.Claim;
import dev.highlander.spi.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects that are active in this process. Thread-safe. */
public final class ObjectHost {

  /** The largest snapshot of a deleted object: an entry of a listing that is larger is an object that exists. */
  public static final int MAX_TOMBSTONE_BYTES = SnapshotWriter.MAX_TOMBSTONE_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(ObjectHost.class);

  /** How long after its last use an activation gives back what only updates need. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final Duration SHORTEST_SWEEP = Duration.ofMillis(25);
  private static final Duration LONGEST_SWEEP = Duration.ofSeconds(2);

  private final HostContext context;
  private final ActivationCatalog catalog = new ActivationCatalog();
  private final LoadWindow loads = new LoadWindow(LoadWindow.SIZE);
  private final Map<String, TypeHost> types = new HashMap<>();
  private final Duration sweepEvery;
  private volatile @Nullable Tenure tenure;
  private volatile @Nullable Function<ObjectId, @Nullable Holder> elsewhere;
  private volatile boolean stopped;

  public ObjectHost(HostContext context, TypeRegistry registry) {
    this.context = context;
    Duration shortest = context.settings().idle();
    for (String name : registry.names()) {
      @SuppressWarnings("unchecked")
      TypeModel<Object> model = (TypeModel<Object>) registry.require(name);
      Duration idle = model.options().idle().orElse(context.settings().idle());
      shortest = idle.compareTo(shortest) < 0 ? idle : shortest;
      TypeRuntime type = new TypeRuntime(model, context.json().states(model), idle);
      types.put(name, new TypeHost(context, type, catalog, loads));
    }
    Duration quarter = shortest.dividedBy(4);
    this.sweepEvery =
        quarter.compareTo(SHORTEST_SWEEP) < 0 ? SHORTEST_SWEEP : quarter.compareTo(LONGEST_SWEEP) > 0 ? LONGEST_SWEEP : quarter;
  }

  /** Begins to end idle activations. */
  public void start() {
    context.platform().scheduling().after(sweepEvery, this::sweep);
  }

  /** Activations begin under this tenure from now on; null: none do. */
  public void tenure(@Nullable Tenure next) {
    tenure = next;
  }

  /** Takes a call for an object that is active here, or that is to be activated here. */
  public void invoke(Invocation invocation, AnswerSink sink) {
    Activation active = catalog.find(invocation.object());
    if (active != null) {
      active.accept(invocation, sink);
      return;
    }
    Tenure now = tenure;
    TypeHost type = types.get(invocation.object().type());
    if (type == null) {
      String message = "node " + context.node() + " hosts no type '" + invocation.object().type() + "'";
      sink.answer(new Answer.Failed(Problem.of(ErrorKind.BAD_REQUEST, message)));
    } else if (now == null || refusesNew()) {
      sink.answer(new Answer.NotOwner(hint(invocation.object())));
    } else {
      activate(invocation.object(), type, now).accept(invocation, sink);
    }
  }

  // ---- hand-off ----

  /** Activates nothing more; calls of objects that are not active here are sent on. What is active goes on. */
  public void refuseNew(Function<ObjectId, @Nullable Holder> hints) {
    elsewhere = hints;
  }

  private boolean refusesNew() {
    return elsewhere != null;
  }

  private @Nullable Holder hint(ObjectId object) {
    Function<ObjectId, @Nullable Holder> hints = elsewhere;
    return hints == null ? null : hints.apply(object);
  }

  /**
   * Becomes the next owner of an object whose owner announced that it will release it (protocol C7).
   *
   * @param owner incarnation of the present owner
   * @param patience how long to wait for its release
   * @param queued told, once, whether the claim waits behind the owner's
   */
  public void succeed(ObjectId object, String owner, Duration patience, Consumer<Boolean> queued) {
    TypeHost type = types.get(object.type());
    Tenure now = tenure;
    if (type == null || now == null || refusesNew()) {
      queued.accept(false);
      return;
    }
    Activation heir = made(object, type, now);
    if (catalog.record(heir.object(), () -> heir) == heir) {
      Activator.succeed(heir, type, owner, patience, queued);
      endIfLate(heir);
    } else {
      queued.accept(false);
    }
  }

  /**
   * Closes the activation of an object whose heir is queued: what runs is finished, then the claim is released.
   *
   * @param over told when the claim is released, or the activation has ended otherwise
   * @return whether it was serving; if not, nothing happens
   */
  public boolean handOver(ObjectId object, Holder heir, Runnable over) {
    Activation active = catalog.find(object);
    return active != null && active.drain(StopReason.HANDED_OFF, new HandOff(heir, over));
  }

  /** As {@link #handOver}, to nobody: whoever is called next for it may claim it. */
  public boolean giveUp(ObjectId object, Runnable over) {
    Activation active = catalog.find(object);
    return active != null && active.drain(StopReason.LEAVING, new HandOff(null, over));
  }

  /** Whether an activation serves here, as far as its phase says. */
  public boolean serves(ObjectId object) {
    Activation active = catalog.find(object);
    return active != null && active.phase() instanceof Phase.Serving;
  }

  /** Whether an activation serves here and would be at rest soon after it was closed: no handler has been running for long. */
  public boolean endsSoon(ObjectId object) {
    Activation active = catalog.find(object);
    return active != null && active.endsSoon();
  }

  /** The objects that have an activation here, in whatever phase. */
  public List<ObjectId> objects() {
    List<ObjectId> all = new ArrayList<>();
    catalog.forEach(activation -> all.add(activation.object()));
    return all;
  }

  // ---- life ----

  private Activation activate(ObjectId called, TypeHost type, Tenure under) {
    Activation made = made(called, type, under);
    Activation recorded = catalog.record(made.object(), () -> made);
    if (recorded == made) {
      Activator.start(made, type);
      endIfLate(made);
    }
    return recorded;
  }

  /** An activation keeps its id: it should not keep a name of its own for its type that came with a message. */
  private static Activation made(ObjectId called, TypeHost type, Tenure under) {
    return new Activation(new ObjectId(type.type().model().name(), called.id()), type, under);
  }

  /** The tenure may have ended between reading it and recording the activation: whoever ended it may not have seen this one. */
  private void endIfLate(Activation made) {
    if (tenure != made.tenure()) {
      made.end(StopReason.broken("incarnation ended"));
    }
  }

  /** Answers a read of an object that serves here, on the calling thread; null otherwise. */
  public @Nullable Answer readHere(Invocation invocation) {
    Activation active = catalog.find(invocation.object());
    if (active == null || invocation.strict()) {
      return null;
    }
    Answer answer = active.read(invocation);
    return answer instanceof Answer.NotOwner ? null : answer;
  }

  /** Whether there is an activation here that takes calls, at once or when it has started. */
  public boolean has(ObjectId object) {
    Activation active = catalog.find(object);
    return active != null && active.takesCalls();
  }

  /** The claim of a serving activation. */
  public Optional<Claim> claim(ObjectId object) {
    Activation active = catalog.find(object);
    return active != null && active.phase() instanceof Phase.Serving ? Optional.ofNullable(active.claim()) : Optional.empty();
  }

  /** Whether an activation here would answer a read of the object at this instant: it is open, and its lease is held (protocol L3). */
  public boolean answers(ObjectId object) {
    Activation active = catalog.find(object);
    return active != null && active.serves();
  }

  public Map<String, Integer> countByType() {
    return catalog.countByType();
  }

  public int size() {
    return catalog.size();
  }

  /** An incarnation has ended: its activations end at once, without a release (protocol L6). */
  public void ended(Tenure over, String reason) {
    over.lease().revoke();
    each(activation -> {
      if (activation.tenure() == over) {
        activation.end(StopReason.broken(reason));
      }
    });
  }

  /** Stops taking objects, finishes what is under way, releases every claim; completes when all are gone or the time is up. */
  public CompletableFuture<Void> leave(Duration atMost) {
    tenure = null;
    CompletableFuture<Void> left = new CompletableFuture<>();
    awaitEmpty(context.inNanos(atMost), left);
    return left;
  }

  private void awaitEmpty(long deadlineNanos, CompletableFuture<Void> left) {
    if (catalog.size() == 0 || context.nanos() - deadlineNanos >= 0) {
      each(activation -> activation.stepDown(StopReason.broken("node leaves, time is up")));
      left.complete(null);
      return;
    }
    each(activation -> activation.drain(StopReason.LEAVING, HandOff.TO_NOBODY));
    context.platform().scheduling().after(Duration.ofMillis(10), () -> awaitEmpty(deadlineNanos, left));
  }

  /** Ends nothing more by itself. */
  public void stop() {
    stopped = true;
  }

  private void sweep() {
    if (stopped) {
      return;
    }
    try {
      each(activation -> activation.sweep(REST));
    } finally {
      context.platform().scheduling().after(sweepEvery, this::sweep);
    }
  }

  /** An activation that can't be dealt with does not keep the others from it. */
  private void each(Consumer<Activation> step) {
    catalog.forEach(activation -> {
      try {
        step.accept(activation);
      } catch (RuntimeException | Error thrown) {
        LOG.error("{} could not be dealt with", activation.object(), thrown);
      }
    });
  }
}

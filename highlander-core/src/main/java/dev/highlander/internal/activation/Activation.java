package dev.highlander.internal.activation;

import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.RequestWindow;
import dev.highlander.spi.Claim;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one live copy of an object, from its claim to its release: a thin coordinator of its phase, its turns and its last
 * durable state. Thread-safe. Kept small, since a node holds many that do nothing.
 *
 * <p>A phase is entered once and never left backwards; whoever ends the serving phase releases the claim, and only after that (protocol L3).
 */
final class Activation {

  private static final Logger LOG = LoggerFactory.getLogger(Activation.class);
  private static final VarHandle PHASE;

  /** How exactly the last use is known: callers on all processors would otherwise write it over and over. */
  private static final long TOUCH_NANOS = 1_000_000;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Activation.class, "phase", Phase.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ObjectId object;
  private final TypeHost host;
  private final Tenure tenure;
  private final Turns turns;
  private volatile Phase phase = new Phase.Starting();
  private volatile @Nullable Durable durable;
  private volatile @Nullable Claim claim;
  private volatile long lastUsedNanos;

  Activation(ObjectId object, TypeHost host, Tenure tenure) {
    this.object = object;
    this.host = host;
    this.tenure = tenure;
    this.lastUsedNanos = host.context().nanos();
    this.turns = new Turns(this);
  }

  // ---- calls ----

  /** Takes a call. Reads are answered on the calling thread once the activation serves. */
  void accept(Invocation invocation, AnswerSink sink) {
    while (true) {
      switch (phase) {
        case Phase.Starting starting -> {
          switch (starting.add(invocation, sink, host.context().settings().mailboxCapacity())) {
            case WAITS -> {
              return;
            }
            case FULL -> {
              sink.answer(full());
              return;
            }
            case OVER -> Thread.onSpinWait();
          }
        }
        case Phase.Serving serving -> {
          serve(invocation, sink);
          return;
        }
        case Phase.Draining draining -> {
          sink.answer(draining.to().answer());
          return;
        }
        case Phase.Stopped stopped -> {
          sink.answer(stopped.answer());
          return;
        }
      }
    }
  }

  private void serve(Invocation invocation, AnswerSink sink) {
    if (invocation.operation().writes()) {
      enqueue(invocation, sink);
    } else if (invocation.strict()) {
      touch();
      new StrictRead(this, host, invocation, sink).start();
    } else {
      sink.answer(read(invocation));
    }
  }

  private void enqueue(Invocation invocation, AnswerSink sink) {
    if (invocation.path().contains(object)) {
      sink.answer(new Answer.Failed(Problem.of(ErrorKind.CALL_CYCLE, cycle(invocation.path()))));
      return;
    }
    touch();
    if (!turns.offer(invocation, sink)) {
      sink.answer(full());
    }
  }

  private String cycle(List<ObjectId> path) {
    StringBuilder text = new StringBuilder("updates wait for each other in a circle: ");
    path.subList(path.indexOf(object), path.size()).forEach(id -> text.append(id).append(" -> "));
    return text.append(object).toString();
  }

  private Answer full() {
    return new Answer.Failed(
        Problem.of(ErrorKind.OVERLOADED, host.context().settings().mailboxCapacity() + " calls wait at " + object + " already"));
  }

  /** Answers a read if the activation serves at this instant (protocol L3). */
  Answer read(Invocation invocation) {
    Durable state = durable;
    long now = host.context().nanos();
    long wallMillis = host.context().wallMillis();
    if (state == null || !(phase instanceof Phase.Serving) || !tenure.lease().heldAt(now, wallMillis)) {
      return elsewhere();
    }
    if (now - lastUsedNanos > TOUCH_NANOS) {
      lastUsedNanos = now;
    }
    return host.runner().read(state, invocation, receipt(state), wallMillis);
  }

  private void touch() {
    lastUsedNanos = host.context().nanos();
  }

  // ---- what collaborators ask ----

  ObjectId object() {
    return object;
  }

  Tenure tenure() {
    return tenure;
  }

  TypeHost host() {
    return host;
  }

  Turns turns() {
    return turns;
  }

  Phase phase() {
    return phase;
  }

  Durable durable() {
    return Objects.requireNonNull(durable, "not loaded yet");
  }

  void publish(Durable next) {
    durable = next;
  }

  Epoch epoch() {
    Claim held = claim;
    return held == null ? Epoch.NONE : tenure.epoch(held);
  }

  @Nullable Claim claim() {
    return claim;
  }

  Receipt receipt(Durable state) {
    return receipt(state, state.version());
  }

  Receipt receipt(Durable state, long version) {
    return new Receipt(state.exists(), version, state.birth(), epoch(), host.context().node());
  }

  Receipt receipt(Envelope newer, long version) {
    return new Receipt(newer.state() != null, version, newer.birth(), newer.epoch(), newer.writerNode());
  }

  /** Whether an update may begin at this instant (protocol L3). */
  boolean serves() {
    return phase instanceof Phase.Serving && tenure.lease().held();
  }

  /** What a call gets that is not executed here any more. */
  Answer elsewhere() {
    return switch (phase) {
      case Phase.Starting starting -> new Answer.NotOwner(null);
      case Phase.Serving serving -> new Answer.NotOwner(null);
      case Phase.Draining draining -> draining.to().answer();
      case Phase.Stopped stopped -> stopped.answer();
    };
  }

  /** Whether it takes calls, or will. */
  boolean takesCalls() {
    return phase instanceof Phase.Serving || phase instanceof Phase.Starting;
  }

  /** Whether it may write, publish and answer at this instant. */
  boolean mayAct() {
    Phase now = phase;
    return (now instanceof Phase.Serving || now instanceof Phase.Draining) && tenure.lease().held();
  }

  boolean callerAlive(String incarnation) {
    return tenure.incarnation().members().find(incarnation).isPresent();
  }

  // ---- life ----

  /** The claim was granted; false if the activation has ended meanwhile and the claim is the caller's to release. */
  boolean claimed(Claim granted) {
    claim = granted;
    return phase instanceof Phase.Starting;
  }

  /** Loaded: serves from now on. */
  void serve(Durable loaded, RequestWindow window) {
    durable = loaded;
    turns.remember(window);
    touch();
    if (!(phase instanceof Phase.Starting starting)) {
      return;
    }
    host.context().listener().onActivated(object, epoch());
    if (!PHASE.compareAndSet(this, starting, Phase.Serving.NOW)) {
      tellClosed("ended while it began");
      return;
    }
    LOG.debug("{} active, epoch {}, version {}", object, epoch(), loaded.version());
    turns.open();
    for (Phase.Waiter waiter : starting.end()) {
      if (waiter.invocation().operation().writes()) {
        accept(waiter.invocation(), waiter.sink());
      } else {
        host.context().platform().executor().execute(() -> accept(waiter.invocation(), waiter.sink()));
      }
    }
  }

  /** Could not start: everybody who waits gets this answer, and the claim, if there is one, is given back. */
  void failed(StopReason reason, Answer answer) {
    Phase before = phase;
    if (before instanceof Phase.Starting starting && PHASE.compareAndSet(this, before, new Phase.Stopped(reason, answer))) {
      release(reason, () -> starting.end().forEach(waiter -> waiter.sink().answer(answer)));
    }
  }

  /** Stops taking calls, finishes what is under way, and releases. False, and no effect, unless it serves. */
  boolean drain(StopReason reason, HandOff to) {
    if (phase instanceof Phase.Serving) {
      touch(); // its time to come to rest counts from here
    }
    Phase.Draining draining = new Phase.Draining(to);
    if (!PHASE.compareAndSet(this, Phase.Serving.NOW, draining)) {
      return false;
    }
    turns.whenQuiet(() -> drained(draining, reason));
    return true;
  }

  private void drained(Phase.Draining draining, StopReason reason) {
    if (PHASE.compareAndSet(this, draining, new Phase.Stopped(reason, draining.to().answer()))) {
      tellClosed(reason.text());
      release(tenure.lease().held() ? reason : StopReason.broken(reason.text()), draining.to().over());
    }
  }

  /** Ends at once: it can't be known, or is known not to be, that this is still the one activation. */
  void stepDown(StopReason reason) {
    HandOff to = stop(reason);
    if (to != null) {
      LOG.info("{} stepped down, epoch {}: {}", object, epoch(), reason.text());
      release(reason, to.over());
    }
  }

  /** Its incarnation has ended, and its claim with it. */
  void end(StopReason reason) {
    HandOff to = stop(reason);
    if (to != null) {
      host.forget(this);
      to.over().run();
    }
  }

  /** Where the object was to go; null if the activation had stopped before. */
  private @Nullable HandOff stop(StopReason reason) {
    for (Phase before = phase; !(before instanceof Phase.Stopped); before = phase) {
      HandOff to = before instanceof Phase.Draining draining ? draining.to() : HandOff.TO_NOBODY;
      if (PHASE.compareAndSet(this, before, new Phase.Stopped(reason, to.answer()))) {
        if (before instanceof Phase.Starting starting) {
          starting.end().forEach(waiter -> waiter.sink().answer(to.answer()));
        } else {
          tellClosed(reason.text());
        }
        turns.close();
        return to;
      }
    }
    return null;
  }

  /** It served while its lease was held, however late that is noticed. */
  private void tellClosed(String reason) {
    long now = host.context().nanos();
    long until = tenure.lease().heldUntilNanos();
    host.context().listener().onDeactivated(object, epoch(), reason, until - now < 0 ? until : now);
  }

  private void release(StopReason reason, Runnable then) {
    Claim held = claim;
    if (held == null) {
      host.forget(this);
      then.run();
      return;
    }
    tenure.incarnation().release(held, reason.clean()).whenComplete((done, error) -> {
      host.forget(this);
      then.run();
    });
  }

  /** Whether it serves and would be at rest soon if it stopped taking calls now. */
  boolean endsSoon() {
    return phase instanceof Phase.Serving && !turns.runsLong();
  }

  /**
   * Called from time to time: ends an idle activation, shrinks one that is at rest, and ends one that does not come to rest after it was closed:
   * nobody reaches the object until then, and an heir does not wait for ever.
   */
  void sweep(Duration rest) {
    if (phase instanceof Phase.Draining) {
      Duration longest = host.context().settings().longestDrain();
      if (host.context().nanos() - lastUsedNanos >= longest.toNanos()) {
        stepDown(StopReason.broken("not at rest within " + longest));
      }
      return;
    }
    if (!(phase instanceof Phase.Serving) || !turns.idle()) {
      return;
    }
    long unused = host.context().nanos() - lastUsedNanos;
    if (unused >= host.type().idle().toNanos()) {
      drain(StopReason.IDLE, HandOff.TO_NOBODY);
    } else if (unused >= rest.toNanos()) {
      turns.rest();
    }
  }
}

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
 * The one live copy of an object, from its claim to its release: a thin coordinator of its phase, its mailbox, its last durable state and its
 * commit pipeline. Thread-safe. Kept small, since a node holds many that do nothing: the pipeline exists only while updates are recent.
 *
 * <p>A phase is entered once and never left backwards; whoever ends the serving phase releases the claim, and only after that (protocol L3).
 */
final class Activation {

  private static final Logger LOG = LoggerFactory.getLogger(Activation.class);
  private static final VarHandle PHASE;

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
  private final Mailbox mailbox = new Mailbox();
  private volatile Phase phase = new Phase.Starting();
  private volatile @Nullable Durable durable;
  private volatile @Nullable Claim claim;
  private volatile long lastUsedNanos;

  /** Used by the mailbox's entries, one at a time, and to close. */
  private volatile @Nullable CommitPipeline pipeline;

  /** What is remembered while there is no pipeline, in its stored form; null if nothing. */
  private byte @Nullable [] remembered;

  Activation(ObjectId object, TypeHost host, Tenure tenure) {
    this.object = object;
    this.host = host;
    this.tenure = tenure;
    this.lastUsedNanos = host.context().nanos();
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
          sink.answer(new Answer.NotOwner(null));
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
    Turn turn = new Turn(this, invocation, sink, host.context().platform().random().nextLong() | 1);
    int capacity = host.context().settings().mailboxCapacity();
    if (!mailbox.offer(turn, capacity, host.context().platform().executor(), this::emptied)) {
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
    if (state == null || !(phase instanceof Phase.Serving) || !tenure.lease().held()) {
      return new Answer.NotOwner(null);
    }
    touch();
    return host.runner().read(state, invocation, receipt(state));
  }

  /** Runs an update: called by the mailbox, one at a time. */
  void run(Turn turn) {
    orEnd(() -> {
      execute(turn);
      CommitPipeline commits = pipeline;
      if (commits != null) {
        runAgain(commits);
        commits.begin(CommitPipeline.Occasion.MORE_TO_RUN);
      }
    });
  }

  /** An error here, of a process short of memory for example, has nobody to go to, and the mailbox would stay busy for ever: ends instead. */
  private void orEnd(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} can't go on", object, thrown);
      stepDown(StopReason.broken("it met " + thrown));
    }
  }

  private void execute(Turn turn) {
    if (!(phase instanceof Phase.Serving) || !tenure.lease().held()) {
      drop(turn, new Answer.NotOwner(null));
      return;
    }
    if (host.context().nanos() - turn.invocation().deadlineNanos() >= 0) {
      String late = "its turn came after the deadline";
      drop(turn, turn.invocation().repeated() ? new Answer.Unknown(late) : Replies.unavailable(late));
      return;
    }
    CommitPipeline commits = pipeline();
    switch (commits.admit(turn)) {
      case Admission.Joined joined -> { }
      case Admission.Answered answered -> turn.answer(answered.answer());
      case Admission.UnknownCaller unknown -> CallerCheck.of(turn, this, tenure, host.context());
      case Admission.Run run -> {
        long nowMillis = host.context().wallMillis();
        commits.decided(turn, host.runner().decide(run.head(), turn, nowMillis), run.stamp());
      }
    }
  }

  private void drop(Turn turn, Answer answer) {
    CommitPipeline commits = pipeline;
    if (commits != null) {
      commits.abandon(turn);
    }
    turn.answer(answer);
    if (commits != null) {
      commits.quiet();
    }
  }

  private CommitPipeline pipeline() {
    CommitPipeline present = pipeline;
    if (present == null) {
      RequestWindow window = host.context().envelopes().decodeWindow(remembered);
      remembered = null;
      present = new CommitPipeline(this, host.context(), host.writer(object, epoch()), window);
      pipeline = present;
      if (phase instanceof Phase.Stopped) {
        present.close();
      }
    }
    return present;
  }

  private void emptied() {
    CommitPipeline commits = pipeline;
    if (commits != null) {
      orEnd(() -> commits.begin(CommitPipeline.Occasion.NOTHING_TO_RUN));
    }
  }

  /** Runs something as an entry of the mailbox. */
  void inTurn(Runnable task) {
    mailbox.push(
        new Mailbox.Entry() {
          @Override
          void run() {
            orEnd(task);
          }
        },
        host.context().platform().executor(),
        this::emptied);
  }

  /** Updates wait to be run again. */
  void wake() {
    inTurn(() -> {
      CommitPipeline commits = pipeline;
      if (commits != null) {
        runAgain(commits);
      }
    });
  }

  private void runAgain(CommitPipeline commits) {
    for (Turn again = commits.nextRedo(); again != null; again = commits.nextRedo()) {
      execute(again);
    }
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

  Mailbox mailbox() {
    return mailbox;
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
    remembered = host.context().envelopes().encodeWindow(window);
    touch();
    Phase before = phase;
    if (!(before instanceof Phase.Starting starting) || !PHASE.compareAndSet(this, before, Phase.Serving.NOW)) {
      return;
    }
    host.context().listener().onActivated(object, epoch());
    LOG.debug("{} active, epoch {}, version {}", object, epoch(), loaded.version());
    mailbox.open(host.context().platform().executor(), this::emptied);
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

  /** Stops taking calls, finishes what is under way, and releases. No effect unless it serves. */
  void drain(StopReason reason) {
    if (PHASE.compareAndSet(this, Phase.Serving.NOW, Phase.Draining.NOW)) {
      inTurn(() -> {
        CommitPipeline commits = pipeline;
        if (commits == null) {
          drained(reason);
        } else {
          commits.whenQuiet(() -> drained(reason));
        }
      });
    }
  }

  private void drained(StopReason reason) {
    if (PHASE.compareAndSet(this, Phase.Draining.NOW, new Phase.Stopped(reason, new Answer.NotOwner(null)))) {
      release(tenure.lease().held() ? reason : StopReason.broken(reason.text()), () -> { });
    }
  }

  /** Ends at once: it can't be known, or is known not to be, that this is still the one activation. */
  void stepDown(StopReason reason) {
    if (stop(reason)) {
      LOG.info("{} stepped down, epoch {}: {}", object, epoch(), reason.text());
      release(reason, () -> { });
    }
  }

  /** Its incarnation has ended, and its claim with it. */
  void end(StopReason reason) {
    if (stop(reason)) {
      host.forget(this, reason);
    }
  }

  private boolean stop(StopReason reason) {
    Phase.Stopped stopped = new Phase.Stopped(reason, new Answer.NotOwner(null));
    for (Phase before = phase; !(before instanceof Phase.Stopped); before = phase) {
      if (PHASE.compareAndSet(this, before, stopped)) {
        if (before instanceof Phase.Starting starting) {
          starting.end().forEach(waiter -> waiter.sink().answer(new Answer.NotOwner(null)));
        }
        CommitPipeline commits = pipeline;
        if (commits != null) {
          commits.close();
        }
        return true;
      }
    }
    return false;
  }

  private void release(StopReason reason, Runnable then) {
    Claim held = claim;
    if (held == null) {
      host.forget(this, reason);
      then.run();
      return;
    }
    tenure.incarnation().release(held, reason.clean()).whenComplete((done, error) -> {
      host.forget(this, reason);
      then.run();
    });
  }

  /** Called from time to time: ends an idle activation, and shrinks one that is at rest. */
  void sweep(Duration rest) {
    if (!(phase instanceof Phase.Serving) || !mailbox.idle()) {
      return;
    }
    long unused = host.context().nanos() - lastUsedNanos;
    if (unused >= host.type().idle().toNanos()) {
      drain(StopReason.IDLE);
    } else if (unused >= rest.toNanos() && pipeline != null) {
      inTurn(this::shrink);
    }
  }

  private void shrink() {
    CommitPipeline commits = pipeline;
    RequestWindow window = commits == null ? null : commits.atRest();
    if (window != null) {
      remembered = host.context().envelopes().encodeWindow(window);
      pipeline = null;
    }
  }
}

package dev.highlander.internal.activation;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.KeptReply;
import dev.highlander.internal.persistence.RequestWindow;
import dev.highlander.internal.persistence.WriteOutcome;
import dev.highlander.spi.Scheduling;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From decided to durable: group commit for one object (protocol F4, F5).
 *
 * <p><b>How it works.</b> At most one write is in flight. Updates that run meanwhile run on the state that the write will leave, and wait; they
 * are written together by the next one. When a write is durable, its state is published, its updates are answered, and the next begins. When
 * a write certainly failed, the states behind it never existed: their updates are run again, with the same time and ids. When its outcome
 * can't be known, or somebody else has written, the activation steps down and the callers ask again with the same request ids.
 *
 * <p><b>Who calls.</b> {@link #admit} and {@link #decided} from the mailbox, one at a time; {@link #begin} from the mailbox, timers and the store;
 * {@link #close} from anywhere. Everything is guarded by one lock that is never held across encoding, I/O, answers or user code.
 *
 * <p><b>What is bounded.</b> The ledger bounds the kept replies plus the updates under way, in number and bytes.
 */
final class CommitPipeline {

  private static final Logger LOG = LoggerFactory.getLogger(CommitPipeline.class);

  /** How old a waiting batch gets while the mailbox still has work, before it is written. */
  private static final long LONGEST_GATHERING_NANOS = 1_000_000;

  /** Handlers compute and don't wait, so most take microseconds. */
  private static final long LONG_TURN_NANOS = 100_000_000;

  private static final long NOT_RUNNING = Long.MIN_VALUE;

  private final Activation activation;
  private final HostContext context;
  private final SnapshotWriter writer;
  private final RequestLedger ledger;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Batch> waiting = new ArrayDeque<>();
  private final Deque<Turn> redo = new ArrayDeque<>();
  private final Linger linger = new Linger();
  private @Nullable Batch inFlight;
  private @Nullable Runnable whenQuiet;
  private long stamp;

  /** While company is waited for. */
  private Scheduling.@Nullable Timer lingering;

  /** When the handler that runs now began; {@link #NOT_RUNNING} if none does. */
  private volatile long runningSinceNanos = NOT_RUNNING;

  private volatile boolean checkEach;
  private boolean closed;

  CommitPipeline(Activation activation, HostContext context, SnapshotWriter writer, RequestWindow window) {
    this.activation = activation;
    this.context = context;
    this.writer = writer;
    this.ledger = new RequestLedger(activation, context, window);
  }

  // ---- before an update runs, and after it ran ----

  /** A handler begins or ends. */
  void runs(boolean now) {
    runningSinceNanos = now ? context.nanos() : NOT_RUNNING;
  }

  /** Whether a handler has been running for so long that nobody knows when it will end. */
  boolean runsLong() {
    long since = runningSinceNanos;
    return since != NOT_RUNNING && context.nanos() - since >= LONG_TURN_NANOS;
  }

  /** Looks an update up among those that are known, before guards and handlers (protocol F6). */
  Admission admit(Turn turn) {
    lock.lock();
    try {
      if (closed) {
        return new Admission.Answered(activation.elsewhere());
      }
      Admission known = ledger.judge(turn);
      return known != null ? known : new Admission.Run(head(), stamp);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what an update decided on the state that {@link #admit} gave it. */
  void decided(Turn turn, Decision decision, long ranOn) {
    Decision sound = decision instanceof Decision.Effect effect ? storable(effect) : decision;
    KeptReply.Outcome kept = sound instanceof Decision.Effect effect ? kept(effect) : null;
    Answer answer;
    lock.lock();
    try {
      answer = take(turn, sound, kept, ranOn);
    } finally {
      lock.unlock();
    }
    if (answer != null) {
      turn.answer(answer);
    }
  }

  private Decision storable(Decision.Effect effect) {
    Problem unwritable = effect.exists() && (checkEach || nearLimit()) ? writer.check(effect.state(), effect.unknown()) : null;
    return unwritable == null ? effect : new Decision.Refused(unwritable);
  }

  private KeptReply.Outcome kept(Decision.Effect effect) {
    return Replies.kept(effect, writer, activation.durable().stateBytes());
  }

  private @Nullable Answer take(Turn turn, Decision decision, KeptReply.@Nullable Outcome kept, long ranOn) {
    if (closed) {
      return activation.elsewhere();
    }
    if (ranOn != stamp) {
      redo.add(turn);
      return null;
    }
    if (decision instanceof Decision.Effect effect && kept != null) {
      append(turn, effect, kept);
      return null;
    }
    return withoutEffect(turn, decision);
  }

  private boolean nearLimit() {
    return activation.durable().stateBytes() > context.settings().maxStateBytes() / 2;
  }

  private void append(Turn turn, Decision.Effect effect, KeptReply.Outcome outcome) {
    Batch batch = openBatch();
    long version = batch.head().version();
    Head next = new Head(effect.state(), effect.exists(), version, effect.birth(), effect.unknown());
    KeptReply kept = new KeptReply(turn.startedMillis(0), turn.fingerprint(), version, outcome);
    ledger.leaves(turn, kept);
    batch.add(new Batch.Effect(turn, effect.reply(), effect.state(), kept), next, effect.wholeState());
  }

  private Batch openBatch() {
    Batch last = waiting.peekLast();
    if (last == null || last.full()) {
      Head before = head();
      last = new Batch(new Head(before.state(), before.exists(), before.version() + 1, before.birth(), before.unknown()), context.nanos());
      waiting.add(last);
    }
    return last;
  }

  /** Decisions without effect are answered when the state they were made on is durable. */
  private @Nullable Answer withoutEffect(Turn turn, Decision decision) {
    if (turn.settles() || mustLast(turn)) {
      fence(turn, decision);
      return null;
    }
    Batch last = lastBatch();
    if (last != null) {
      last.follow(new Batch.Follower(turn, decision));
      return null;
    }
    return settle(turn, decision, activation.durable());
  }

  /**
   * Whether an earlier attempt may still take effect that memory does not keep from it: one at a predecessor, whose write may be on its way to the
   * store; or one on its way to this very process, which may come when this activation has forgotten the update or is over. The latter is left to
   * memory for ids of users, who may give every call one: whoever is refused all the time must not fill the window of remembered requests.
   */
  private boolean mustLast(Turn turn) {
    if (!turn.invocation().repeated()) {
      return false;
    }
    return turn.request() instanceof RequestId.Sequenced || (lastBatch() == null && !activation.durable().own());
  }

  /**
   * An earlier attempt of this update may still take effect after the caller was told that it did not. Writing the object as it is makes every
   * attempt that is on its way to the store fail its condition, and the refusal within answers those on their way to an owner: then it is true.
   */
  private void fence(Turn turn, Decision decision) {
    Head same = head();
    String birth = same.birth().isEmpty() ? context.platform().newId() : same.birth();
    var effect = new Decision.Effect(same.state(), same.exists(), birth, same.unknown(), Replies.fenced(decision), false);
    append(turn, effect, kept(effect));
  }

  private Answer settle(Turn turn, Decision decision, Durable durable) {
    ledger.done(turn);
    return ledger.withoutEffect(turn, decision instanceof Decision.Refused refused ? refused.problem() : null, durable);
  }

  /** The next update that has to run again; null if none. */
  @Nullable Turn nextRedo() {
    lock.lock();
    try {
      return redo.poll();
    } finally {
      lock.unlock();
    }
  }

  /** An update that was admitted will not run here. */
  void abandon(Turn turn) {
    lock.lock();
    try {
      ledger.done(turn);
    } finally {
      lock.unlock();
    }
  }

  private Head head() {
    Batch last = lastBatch();
    return last == null ? activation.durable().head() : last.head();
  }

  private @Nullable Batch lastBatch() {
    return waiting.isEmpty() ? inFlight : waiting.peekLast();
  }

  // ---- writing ----

  /** When a write may begin. */
  enum Occasion {
    /** An update ran and more wait in the mailbox: only if updates have gathered for long enough. */
    MORE_TO_RUN,
    /** Nothing is left to run, or a write has ended: now, or after a short wait for company. */
    NOTHING_TO_RUN,
    /** The wait for company is over. */
    LINGERED
  }

  /** Begins a write if one is due. */
  void begin(Occasion occasion) {
    RequestWindow remembered;
    Batch batch;
    lock.lock();
    try {
      batch = due(occasion);
      if (batch == null) {
        return;
      }
      inFlight = batch;
      remembered = ledger.with(batch);
    } finally {
      lock.unlock();
    }
    orEnd(() -> write(batch, remembered));
  }

  /**
   * An error on a timer's or the store's thread, of a process short of memory for example, has nobody to go to, and the batch would be in flight for
   * ever: the activation ends instead, and whether the batch was written is unknown.
   */
  private void orEnd(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} can't go on writing", activation.object(), thrown);
      activation.stepDown(StopReason.broken("it met " + thrown));
    }
  }

  private @Nullable Batch due(Occasion occasion) {
    if (occasion == Occasion.LINGERED) {
      lingering = null;
    }
    Batch next = waiting.peekFirst();
    if (closed || inFlight != null || next == null) {
      return null;
    }
    int present = next.effects().size();
    boolean complete = next.full() || linger.complete(present);
    if (lingering != null) {
      if (!complete) {
        return null;
      }
      lingering.cancel();
      lingering = null;
      return waiting.pollFirst();
    }
    Duration pause =
        switch (occasion) {
          case MORE_TO_RUN -> Duration.ZERO;
          case NOTHING_TO_RUN -> next.full() ? Duration.ZERO : linger.first(present);
          case LINGERED -> next.full() ? Duration.ZERO : linger.further(present);
        };
    boolean gathered = next.full() || context.nanos() - next.openedNanos() >= LONGEST_GATHERING_NANOS;
    if (occasion == Occasion.MORE_TO_RUN && !gathered) {
      return null;
    }
    if (pause.isZero()) {
      return waiting.pollFirst();
    }
    lingering =
        context.platform().scheduling().after(pause, () -> context.platform().executor().execute(() -> begin(Occasion.LINGERED)));
    return null;
  }

  private void write(Batch batch, RequestWindow remembered) {
    if (!activation.mayAct()) {
      activation.stepDown(StopReason.broken("lease ended before a write"));
      return;
    }
    switch (encode(batch, remembered)) {
      case SnapshotWriter.Unwritable unwritable -> unwritable(batch, unwritable.problem());
      case SnapshotWriter.Snapshot snapshot -> {
        long begun = context.nanos();
        writer
            .write(snapshot, activation.durable(), activation::mayAct)
            .whenComplete((outcome, error) -> {
              WriteOutcome known = error == null ? outcome : new WriteOutcome.Uncertain(String.valueOf(error));
              orEnd(() -> ended(new Written(batch, snapshot, remembered, context.nanos() - begun), known));
            });
      }
    }
  }

  private SnapshotWriter.Encoded encode(Batch batch, RequestWindow remembered) {
    SnapshotWriter.Encoded encoded = writer.encode(batch.head(), remembered);
    if (batch.head().exists() || !tooLarge(encoded)) {
      return encoded;
    }
    remembered.forgetSequenced();
    RequestLedger.keep(batch, remembered);
    SnapshotWriter.Encoded smaller = writer.encode(batch.head(), remembered);
    return tooLarge(smaller)
        ? new SnapshotWriter.Unwritable(
            Problem.of(ErrorKind.OVERLOADED, "too many requests are remembered to delete the object now: try again in some minutes"))
        : smaller;
  }

  private static boolean tooLarge(SnapshotWriter.Encoded tombstone) {
    return tombstone instanceof SnapshotWriter.Snapshot s && s.body().length > SnapshotWriter.MAX_TOMBSTONE_BYTES;
  }

  private record Written(Batch batch, SnapshotWriter.Snapshot snapshot, RequestWindow remembered, long nanos) {}

  private void ended(Written written, WriteOutcome outcome) {
    switch (outcome) {
      case WriteOutcome.Durable durable -> durable(written, durable.etag());
      case WriteOutcome.NotWritten not -> undo(written.batch, turn -> notWritten(turn, not.reason()));
      case WriteOutcome.Superseded superseded ->
          over(turn -> answerFrom(superseded.newer(), turn), "epoch " + superseded.newer().epoch() + " has written");
      case WriteOutcome.Overtaken overtaken -> over(turn -> new Answer.NotOwner(null), overtaken.reason());
      case WriteOutcome.Uncertain uncertain -> activation.stepDown(StopReason.broken(uncertain.reason()));
    }
  }

  private static Answer notWritten(Turn turn, String reason) {
    return turn.invocation().repeated() ? new Answer.Unknown(reason) : Replies.unavailable("not written: " + reason);
  }

  private void durable(Written written, String etag) {
    if (!activation.mayAct()) {
      // Durable, but an heir may already have answered others without it: the caller asks there, and the request window answers (protocol L3).
      activation.stepDown(StopReason.broken("lease ended between a write and its reply"));
      return;
    }
    Batch batch = written.batch;
    Durable durable = written.snapshot.next().stored(etag);
    List<Runnable> answers = new ArrayList<>();
    lock.lock();
    try {
      if (closed || inFlight != batch) {
        return;
      }
      inFlight = null;
      checkEach = false;
      Batch next = waiting.peekFirst();
      linger.wrote(written.nanos, batch.effects().size(), next == null ? 0 : next.effects().size());
      ledger.durable(written.remembered);
      activation.publish(durable);
      List<Batch.Effect> effects = batch.effects();
      for (int i = 0; i < effects.size(); i++) {
        Batch.Effect effect = effects.get(i);
        boolean last = i == effects.size() - 1;
        ledger.done(effect.turn());
        answers.add(() -> effect.turn().answer(Replies.durable(effect, last, activation, durable, writer)));
      }
      for (Batch.Follower follower : batch.followers()) {
        Answer answer = settle(follower.turn(), follower.decision(), durable);
        answers.add(() -> follower.turn().answer(answer));
      }
    } finally {
      lock.unlock();
    }
    answers.forEach(Runnable::run);
    begin(Occasion.NOTHING_TO_RUN);
    quiet();
  }

  /** The state of this batch can't be stored: finds out whose fault it is by looking at each update alone, where it is then refused. */
  private void unwritable(Batch batch, Problem problem) {
    if (checkEach || !batch.head().exists()) {
      boolean fenced = activation.durable().own();
      undo(batch, turn ->
          turn.invocation().repeated() && !fenced
              ? new Answer.Unknown(problem.message())
              : new Answer.Failed(problem, activation.receipt(activation.durable())));
    } else {
      checkEach = true;
      undo(batch, turn -> null);
    }
  }

  private interface Verdict {
    /** The answer of an update whose write failed; null to run it again. */
    @Nullable Answer of(Turn turn);
  }

  /** A batch certainly was not written: the states on top of it never existed, and what ran on them runs again. */
  private void undo(Batch batch, Verdict verdict) {
    List<Runnable> answers = new ArrayList<>();
    lock.lock();
    try {
      if (closed || inFlight != batch) {
        return;
      }
      inFlight = null;
      stamp++;
      for (Batch.Effect effect : batch.effects()) {
        Turn turn = effect.turn();
        Answer answer = verdict.of(turn);
        if (answer == null) {
          redo.add(turn);
        } else {
          ledger.done(turn);
          answers.add(() -> turn.answer(answer));
        }
      }
      batch.followers().forEach(follower -> redo.add(follower.turn()));
      waiting.forEach(later -> redo.addAll(later.turns()));
      waiting.clear();
    } finally {
      lock.unlock();
    }
    answers.forEach(Runnable::run);
    activation.turns().wake();
    quiet();
  }

  private Answer answerFrom(Envelope newer, Turn turn) {
    KeptReply kept = newer.requests().reply(turn.request());
    return kept != null && kept.fingerprint() == turn.fingerprint() && kept.outcome() instanceof KeptReply.Outcome.Value value
        ? new Answer.Done(new Payload.Json(value.json()), activation.receipt(newer, kept.version()))
        : new Answer.Unknown("epoch " + newer.epoch() + " has written");
  }

  // ---- the end ----

  /** Runs once nothing is under way; at once if that is so already. */
  void whenQuiet(Runnable task) {
    lock.lock();
    try {
      whenQuiet = task;
    } finally {
      lock.unlock();
    }
    quiet();
  }

  /** Runs what waits for that, if nothing is under way. */
  void quiet() {
    Runnable task;
    lock.lock();
    try {
      task = isQuiet() ? whenQuiet : null;
      if (task == null) {
        return;
      }
      whenQuiet = null;
    } finally {
      lock.unlock();
    }
    task.run();
  }

  private boolean isQuiet() {
    return inFlight == null && waiting.isEmpty() && redo.isEmpty() && ledger.quiet();
  }

  /** What is remembered, if nothing is under way and nothing is kept in memory alone; null otherwise. */
  @Nullable RequestWindow atRest() {
    lock.lock();
    try {
      return isQuiet() && !ledger.remembersRefusals() ? ledger.durable() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody else has written: closed before anybody is told, since from then on nothing that ran on the states of this batch is true. */
  private void over(Function<Turn, Answer> verdict, String reason) {
    List<Runnable> answers = shut(verdict);
    activation.stepDown(StopReason.broken(reason));
    answers.forEach(Runnable::run);
  }

  /** The activation is over: what may have been written is unknown, everything else was not executed. Idempotent. */
  void close() {
    shut(turn -> new Answer.Unknown("the activation ended while the update was being written")).forEach(Runnable::run);
  }

  /** Takes nothing from now on; gives the answers, the verdict's to those that were being written. */
  private List<Runnable> shut(Function<Turn, Answer> verdict) {
    List<Turn> written;
    List<Turn> untouched = new ArrayList<>();
    lock.lock();
    try {
      if (closed) {
        return List.of();
      }
      closed = true;
      written = inFlight == null ? List.of() : inFlight.turns();
      inFlight = null;
      waiting.forEach(batch -> untouched.addAll(batch.turns()));
      untouched.addAll(redo);
      waiting.clear();
      redo.clear();
    } finally {
      lock.unlock();
    }
    List<Runnable> answers = new ArrayList<>();
    written.forEach(turn -> answers.add(() -> turn.answer(verdict.apply(turn))));
    untouched.forEach(turn -> answers.add(() -> turn.answer(activation.elsewhere())));
    return answers;
  }
}

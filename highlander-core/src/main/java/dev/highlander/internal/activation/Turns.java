package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.persistence.RequestWindow;
import dev.highlander.internal.persistence.RestingWindow;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One activation's updates: each is a turn in the mailbox, admitted, run and handed to the commit pipeline. What the mailbox runs is confined to
 * it; the other methods are called from any thread. The pipeline exists only while updates are recent: at rest, what is remembered of requests
 * is kept packed.
 */
final class Turns extends Mailbox {

  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Activation activation;

  /** Made and dropped in the mailbox; closed from anywhere. */
  private volatile @Nullable CommitPipeline pipeline;

  /** What is remembered while there is no pipeline; null if nothing. */
  private byte @Nullable [] remembered;

  Turns(Activation activation) {
    this.activation = activation;
  }

  @Override
  Executor executor() {
    return context().platform().executor();
  }

  private HostContext context() {
    return activation.host().context();
  }

  // ---- from any thread ----

  /** What the object remembers; to be called before the mailbox is opened. */
  void remember(RequestWindow window) {
    remembered = RestingWindow.pack(window);
  }

  /** Takes an update; false if the mailbox is full. */
  boolean offer(Invocation invocation, AnswerSink sink) {
    Turn turn = new Turn(this, invocation, sink, context().platform().random().nextLong() | 1);
    return offer(turn, context().settings().mailboxCapacity());
  }

  /** Runs something as an entry of the mailbox. */
  void inTurn(Runnable task) {
    push(
        new Entry() {
          @Override
          void run() {
            orEnd(task);
          }
        });
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

  /** Runs something once everything that has come is answered. */
  void whenQuiet(Runnable task) {
    inTurn(() -> {
      CommitPipeline commits = pipeline;
      if (commits == null) {
        task.run();
      } else {
        commits.whenQuiet(task);
      }
    });
  }

  /** Whether an update has been running for so long that nobody knows when it will end. */
  boolean runsLong() {
    CommitPipeline commits = pipeline;
    return commits != null && commits.runsLong();
  }

  /** Gives back what only recent updates need, if nothing is under way. */
  void rest() {
    if (pipeline != null) {
      inTurn(() -> {
        CommitPipeline commits = pipeline;
        RequestWindow window = commits == null ? null : commits.atRest();
        if (window != null) {
          remember(window);
          pipeline = null;
        }
      });
    }
  }

  /** The activation has stopped: what may have been written is unknown, everything else was not executed. */
  void close() {
    CommitPipeline commits = pipeline;
    if (commits != null) {
      commits.close();
    }
  }

  // ---- in the mailbox ----

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

  @Override
  void emptied() {
    CommitPipeline commits = pipeline;
    if (commits != null) {
      orEnd(() -> commits.begin(CommitPipeline.Occasion.NOTHING_TO_RUN));
    }
  }

  /** An error here, of a process short of memory for example, has nobody to go to, and the mailbox would stay busy for ever: ends instead. */
  private void orEnd(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} can't go on", activation.object(), thrown);
      activation.stepDown(StopReason.broken("it met " + thrown));
    }
  }

  private void runAgain(CommitPipeline commits) {
    for (Turn again = commits.nextRedo(); again != null; again = commits.nextRedo()) {
      execute(again);
    }
  }

  private void execute(Turn turn) {
    if (!activation.serves()) {
      drop(turn, activation.elsewhere());
      return;
    }
    if (context().nanos() - turn.invocation().deadlineNanos() >= 0) {
      String late = "its turn came after the deadline";
      drop(turn, turn.invocation().repeated() ? new Answer.Unknown(late) : Replies.unavailable(late));
      return;
    }
    CommitPipeline commits = pipeline();
    switch (commits.admit(turn)) {
      case Admission.Joined joined -> { }
      case Admission.Answered answered -> turn.answer(answered.answer());
      case Admission.UnknownCaller unknown -> CallerCheck.of(turn, activation, context());
      case Admission.Run run -> {
        long nowMillis = context().wallMillis();
        commits.runs(true);
        Decision decision;
        try {
          decision = activation.host().runner().decide(run.head(), turn, nowMillis);
        } finally {
          commits.runs(false);
        }
        commits.decided(turn, decision, run.stamp());
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
      RequestWindow window = RestingWindow.unpack(remembered);
      remembered = null;
      SnapshotWriter writer = activation.host().writer(activation.object(), activation.epoch());
      present = new CommitPipeline(activation, context(), writer, window);
      pipeline = present;
      if (activation.phase() instanceof Phase.Stopped) {
        present.close();
      }
    }
    return present;
  }
}

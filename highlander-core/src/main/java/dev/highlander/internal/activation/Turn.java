package dev.highlander.internal.activation;

import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One update on its way through its object: waits in the mailbox, runs on the newest state, and is answered when that is durable. May run
 * again, with the same time and ids, when a write before it failed. Confined to its activation's mailbox and the lock of its commit pipeline.
 */
final class Turn extends Mailbox.Entry {

  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final Turns turns;
  private final Invocation invocation;
  private final RequestId request;
  private final long fingerprint;
  private final List<AnswerSink> sinks = new ArrayList<>(1);
  private boolean counted = true;
  private boolean callerKnown;
  private long startedMillis = -1;
  private final long seed;

  Turn(Turns turns, Invocation invocation, AnswerSink sink, long seed) {
    this.turns = turns;
    this.invocation = invocation;
    this.request = Objects.requireNonNull(invocation.request(), "an update without a request id");
    this.fingerprint = Fingerprint.of(invocation);
    this.seed = seed;
    this.sinks.add(sink);
  }

  @Override
  void run() {
    if (counted) {
      counted = false;
      turns.begun();
    }
    turns.run(this);
  }

  Invocation invocation() {
    return invocation;
  }

  RequestId request() {
    return request;
  }

  long fingerprint() {
    return fingerprint;
  }

  long seed() {
    return seed;
  }

  /** When it first ran, by the owner's wall clock. */
  long startedMillis(long nowMillis) {
    if (startedMillis < 0) {
      startedMillis = nowMillis;
    }
    return startedMillis;
  }

  boolean callerKnown() {
    return callerKnown;
  }

  /** The calling incarnation was found alive. */
  void callerIsKnown() {
    callerKnown = true;
  }

  /** Whether it asks what became of the update with its id, instead of being that update. */
  boolean settles() {
    return invocation.operation() instanceof Operation.Settle;
  }

  /** The same request came once more: it gets the same answer. */
  void join(Turn duplicate) {
    sinks.addAll(duplicate.sinks);
  }

  void answer(Answer answer) {
    for (AnswerSink sink : sinks) {
      try {
        sink.answer(answer);
      } catch (RuntimeException | Error thrown) {
        // It is this caller's loss: others wait behind it.
        LOG.error("an answer of {} could not be given", invocation.object(), thrown);
      }
    }
  }
}

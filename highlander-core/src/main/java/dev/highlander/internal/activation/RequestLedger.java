package dev.highlander.internal.activation;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.persistence.KeptReply;
import dev.highlander.internal.persistence.RequestWindow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells new updates from repetitions (protocol F6): those under way, those that are durable, and those that were refused. Guarded by the commit
 * pipeline's lock.
 */
final class RequestLedger {

  /** How old a reply is at most that a caller still asks for by itself: the default deadline of calls. */
  private static final long STILL_ASKED_MILLIS = 10_000;

  private final Activation activation;
  private final HostContext context;
  private final RefusalMemory refusals = new RefusalMemory();
  private final Map<RequestId, Turn> underWay = new HashMap<>();
  private final Map<Turn, Integer> replyBytes = new HashMap<>();
  private int bytesUnderWay;

  /** What is older was forgotten because there was no room; 0 if there always was. */
  private long forgottenBeforeMillis;
  private RequestWindow durable;

  RequestLedger(Activation activation, HostContext context, RequestWindow durable) {
    this.activation = activation;
    this.context = context;
    this.durable = durable;
  }

  /** Judges an update that is about to run; null if it is new, and then it counts as under way. */
  @Nullable Admission judge(Turn turn) {
    Turn twin = underWay.get(turn.request());
    if (twin == turn) {
      return null;
    }
    if (twin != null) {
      if (twin.settles() != turn.settles()) {
        return new Admission.Answered(new Answer.Unknown("the update " + turn.request() + " is under way"));
      }
      if (twin.fingerprint() != turn.fingerprint()) {
        return reused(turn);
      }
      twin.join(turn);
      return new Admission.Joined();
    }
    Admission known = lookUp(turn);
    if (known != null) {
      return known;
    }
    if (!hasRoom()) {
      return failed(
          ErrorKind.OVERLOADED,
          turn.invocation().object() + " remembers as many requests as it may: " + durable.count() + " replies of "
              + durable.bytes() + " bytes, " + underWay.size() + " of " + bytesUnderWay + " bytes under way");
    }
    underWay.put(turn.request(), turn);
    return null;
  }

  private @Nullable Admission lookUp(Turn turn) {
    if (turn.request() instanceof RequestId.Sequenced id) {
      durable.seenBelow(id.incarnation(), floor(turn));
    }
    // What is remembered in memory alone is forgotten with the activation: who settles gets a refusal that lasts.
    RefusalMemory.Refusal refusal = turn.settles() ? null : refusals.find(turn.request(), windowStartMillis());
    if (refusal != null) {
      return refusal.fingerprint() == turn.fingerprint()
          ? new Admission.Answered(withoutEffect(refusal.problem(), activation.durable()))
          : reused(turn);
    }
    return switch (durable.find(turn.request())) {
      case RequestWindow.Lookup.Kept kept -> repeated(turn, kept.reply());
      case RequestWindow.Lookup.Forgotten forgotten -> outside(turn, "", "it was answered and the answer was forgotten");
      case RequestWindow.Lookup.NewCaller newCaller -> turn.callerKnown() ? null : new Admission.UnknownCaller();
      case RequestWindow.Lookup.Fresh fresh -> null;
    };
  }

  /** Below this sequence the caller of an update has seen every answer. */
  private static long floor(Turn turn) {
    long lowest = turn.invocation().lowestOutstanding();
    return turn.request() instanceof RequestId.Sequenced id && lowest > 0 ? Math.min(lowest, id.sequence()) : 1;
  }

  private Admission repeated(Turn turn, KeptReply kept) {
    if (turn.settles()) {
      return new Admission.Answered(Replies.settled(turn.request(), kept, activation));
    }
    boolean settled = kept.outcome() instanceof KeptReply.Outcome.Refused refused && refused.problem().code().equals(Problem.SETTLED);
    return settled || kept.fingerprint() == turn.fingerprint()
        ? new Admission.Answered(Replies.again(kept, activation))
        : reused(turn);
  }

  /**
   * One caller who does not know the outcome of one update, and may ask for it, has all its later replies kept; that must not close a busy object to
   * everybody for the rest of the window. So what is full forgets what its callers should not be waiting for any more: if one asks all the same, the
   * outcome stays unknown.
   */
  private boolean hasRoom() {
    if (!fits()) {
      expire();
    }
    if (!fits()) {
      forgottenBeforeMillis = context.wallMillis() - STILL_ASKED_MILLIS;
      durable.forgetSequenced(forgottenBeforeMillis, lowestUnderWay());
    }
    return fits();
  }

  private boolean fits() {
    HostSettings settings = context.settings();
    return durable.count() + underWay.size() < settings.maxKeptReplies()
        && durable.callers() < settings.maxKeptReplies()
        && durable.bytes() + bytesUnderWay < settings.maxKeptBytes();
  }

  private Admission reused(Turn turn) {
    String message = "request id " + turn.request() + " was used before with other arguments or by another caller";
    Problem problem = new Problem(ErrorKind.BAD_REQUEST, Problem.REQUEST_REUSED, message, null);
    return new Admission.Answered(new Answer.Failed(problem, activation.receipt(activation.durable())));
  }

  /** A request that can't be judged any more; if it was sent before, that one may have been applied. */
  static Admission outside(Turn turn, String code, String why) {
    String message = "request " + turn.request() + " is outside the window in which repetitions are recognised: " + why;
    return new Admission.Answered(
        turn.invocation().repeated()
            ? new Answer.Failed(new Problem(ErrorKind.OUTCOME_UNKNOWN, "", message, turn.request()))
            : new Answer.Failed(new Problem(ErrorKind.BAD_REQUEST, code, message, null)));
  }

  private static Admission failed(ErrorKind kind, String message) {
    return new Admission.Answered(new Answer.Failed(Problem.of(kind, message)));
  }

  /** What the next snapshot remembers if this batch becomes durable. */
  RequestWindow with(Batch batch) {
    expire();
    RequestWindow next = durable.copy();
    if (forgottenBeforeMillis > 0) {
      // The window of a write that was in flight when it was forgotten has it still.
      next.forgetSequenced(forgottenBeforeMillis, lowestUnderWay());
    }
    keep(batch, next);
    return next;
  }

  /** Remembers the effects of a batch. */
  static void keep(Batch batch, RequestWindow window) {
    batch.effects().forEach(effect -> window.keep(effect.turn().request(), effect.kept(), floor(effect.turn())));
  }

  /** The floor of a caller whose update is under way stays, even if the caller is gone: the update was judged by it. */
  private void expire() {
    durable.expire(windowStartMillis(), incarnation -> activation.callerAlive(incarnation) || hasUnderWay(incarnation));
  }

  private ToLongFunction<String> lowestUnderWay() {
    Map<String, Long> lowest = new HashMap<>();
    underWay.keySet().forEach(id -> {
      if (id instanceof RequestId.Sequenced s) {
        lowest.merge(s.incarnation(), s.sequence(), Math::min);
      }
    });
    return incarnation -> lowest.getOrDefault(incarnation, Long.MAX_VALUE);
  }

  private boolean hasUnderWay(String incarnation) {
    return underWay.keySet().stream().anyMatch(id -> id instanceof RequestId.Sequenced s && s.incarnation().equals(incarnation));
  }

  /** A snapshot that remembers this is durable. */
  void durable(RequestWindow written) {
    durable = written;
  }

  RequestWindow durable() {
    return durable;
  }

  /** An update that is under way will leave this reply, unless it runs again. */
  void leaves(Turn turn, KeptReply reply) {
    int bytes = RequestWindow.size(turn.request(), reply);
    Integer before = replyBytes.put(turn, bytes);
    bytesUnderWay += bytes - (before == null ? 0 : before);
  }

  /** An update is not under way any more. */
  void done(Turn turn) {
    underWay.remove(turn.request(), turn);
    Integer bytes = replyBytes.remove(turn);
    bytesUnderWay -= bytes == null ? 0 : bytes;
  }

  /** An update was decided and has no effect: remembers that, and gives its answer. */
  Answer withoutEffect(Turn turn, @Nullable Problem problem, Durable decidedOn) {
    long at = turn.startedMillis(context.wallMillis());
    refusals.remember(turn.request(), new RefusalMemory.Refusal(turn.fingerprint(), at, problem));
    return withoutEffect(problem, decidedOn);
  }

  private Answer withoutEffect(@Nullable Problem problem, Durable decidedOn) {
    Receipt receipt = activation.receipt(decidedOn);
    return problem == null ? new Answer.Done(Payload.NULL, receipt) : new Answer.Failed(problem, receipt);
  }

  /** Whether nothing is under way. */
  boolean quiet() {
    return underWay.isEmpty();
  }

  /** Whether something is remembered in memory alone. */
  boolean remembersRefusals() {
    refusals.expire(windowStartMillis());
    return !refusals.isEmpty();
  }

  private long windowStartMillis() {
    return context.wallMillis() - context.settings().requestWindow().toMillis();
  }
}

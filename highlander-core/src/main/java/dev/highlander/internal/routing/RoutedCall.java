package dev.highlander.internal.routing;

import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.placement.Placement;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Invoke;
import dev.highlander.internal.wire.InvokeCodec;
import dev.highlander.spi.Holder;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: here? remembered? registered? to be placed? in that order, again and again until there is an answer or the deadline has
 * passed. One attempt is under way at a time, so that only {@link #finish} can race, with the sweep of deadlines. It is the future of its own
 * answer.
 *
 * <p>An update keeps its request id over all attempts. Once an attempt may have reached an owner, refusals that only mean "not now" are no
 * answer any more: the call goes on, and if the deadline passes its outcome is unknown.
 */
final class RoutedCall extends CompletableFuture<Answer> {

  private static final AtomicIntegerFieldUpdater<RoutedCall> FINISHED = AtomicIntegerFieldUpdater.newUpdater(RoutedCall.class, "finished");

  static final int NO_SLOT = -1;

  /** Where {@link CallWatch} keeps it; written by that alone, before it is published there. */
  int watchedAt = NO_SLOT;

  private final RouterContext context;
  private final Router router;
  private final Invocation original;
  private final ObjectId object;
  private final boolean writes;

  /** 1 once somebody has decided how it ends. */
  private volatile int finished;

  private @Nullable Pauses pauses;
  private volatile @Nullable RequestId request;
  private boolean ownRequest;
  private boolean onCallersThread = true;
  private int redirects;

  /** Whether an attempt may have been executed: one that ended so, or, by its id, one that another call made. */
  private volatile boolean maybeDone;

  /** Whether an attempt is under way. Set before it is looked whether the call is finished, and read after that was set. */
  private volatile boolean underWay;

  private volatile @Nullable String lastReason;

  RoutedCall(RouterContext context, Router router, Invocation invocation) {
    this.context = context;
    this.router = router;
    this.original = invocation;
    this.object = invocation.object();
    this.writes = invocation.operation().writes();
    if (invocation.request() != null) {
      request = invocation.request();
      // Only an unknown outcome gives a sequenced id to a user.
      maybeDone = invocation.request() instanceof RequestId.Sequenced;
    }
  }

  /** The same in every run of a simulated cluster, unlike an object's own: sets of calls are walked through in the order of their hashes. */
  @Override
  public int hashCode() {
    return 31 * object.hashCode() + Long.hashCode(original.deadlineNanos());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  /** The next attempt. */
  void step() {
    if (finished != 0) {
      return;
    }
    long now = nanos();
    if (original.deadlineNanos() - now <= 0) {
      expire();
      return;
    }
    Tenure tenure = context.tenure().get();
    if (tenure == null) {
      pause("this process has no place in the cluster at the moment");
      return;
    }
    if (writes && (request == null || belongsToAnEarlierLife(tenure))) {
      renewRequest(tenure);
    }
    ObjectHost host = context.host();
    if (host != null && host.has(object)) {
      here(host);
      return;
    }
    Holder remembered = context.locations().find(object);
    if (remembered != null) {
      send(remembered, tenure, now);
    } else {
      lookUp(tenure);
    }
  }

  /**
   * An object that never heard of the incarnation in a request id refuses it once that incarnation is over. So a call that nobody can have
   * executed goes on under this process's present one.
   */
  private boolean belongsToAnEarlierLife(Tenure tenure) {
    return ownRequest && !maybeDone && request instanceof RequestId.Sequenced id && !id.incarnation().equals(tenure.incarnation().id());
  }

  private void renewRequest(Tenure tenure) {
    if (request instanceof RequestId.Sequenced old) {
      router.outstanding().answered(object, old.sequence());
    }
    RequestId.Sequenced next = router.outstanding().next(object, tenure.incarnation().id());
    ownRequest = true;
    request = next;
    if (finished != 0) {
      // Given up meanwhile, perhaps before the request was there to be seen.
      router.outstanding().answered(object, next.sequence());
    }
  }

  private void lookUp(Tenure tenure) {
    onCallersThread = false;
    tenure.incarnation().lookup(object).whenComplete((found, error) -> {
      switch (error == null ? found : new LookupResult.Failed(String.valueOf(error))) {
        case LookupResult.HeldBy held -> {
          context.locations().remember(object, held.holder());
          send(held.holder(), tenure, nanos());
        }
        case LookupResult.Free free -> place(tenure);
        case LookupResult.Failed failed -> pause("the registry can't be asked: " + failed.reason());
      }
    });
  }

  private void place(Tenure tenure) {
    switch (context.placement().place(object, tenure.incarnation())) {
      case Placement.On on -> send(holder(on.node()), tenure, nanos());
      case Placement.Nowhere nowhere -> pause(nowhere.reason());
    }
  }

  /** The one that is to become it. */
  private static Holder holder(Member node) {
    return new Holder(node.incarnation(), node.name(), node.address(), 0, 0);
  }

  private void send(Holder target, Tenure tenure, long now) {
    ObjectHost host = context.host();
    if (target.incarnation().equals(tenure.incarnation().id())) {
      if (host == null) {
        pause("the registry names this client as the owner of " + object);
      } else {
        here(host);
      }
      return;
    }
    onCallersThread = false;
    byte[] body = InvokeCodec.encode(new Invoke(target.incarnation(), attempt()), now);
    if (!begins()) {
      return;
    }
    context.transport().request(target.address(), body, original.deadlineNanos() - now, new Transport.ReplyHandler() {
      @Override
      public void onReply(byte[] reply) {
        switch (AnswerCodec.decode(reply)) {
          case Decoded.Message<Answer> message -> answered(message.value(), target);
          case Decoded.Malformed<Answer> malformed ->
              answered(new Answer.Unknown("node " + target.node() + " answered: " + malformed.reason()), target);
        }
      }

      @Override
      public void onFailure(Transport.Failure failure) {
        failed(failure, target);
      }
    });
  }

  private void here(ObjectHost host) {
    Invocation attempt = attempt();
    if (!begins()) {
      return;
    }
    if (onCallersThread) {
      host.invoke(attempt, answer -> answered(answer, null));
    } else {
      // The present thread is the registry's, the transport's or a timer's: user code must not run on it.
      context.platform().executor().execute(() -> host.invoke(attempt, answer -> answered(answer, null)));
    }
  }

  private Invocation attempt() {
    if (!writes) {
      return original;
    }
    long lowest = request instanceof RequestId.Sequenced id && ownRequest ? router.outstanding().lowest(object, id.sequence()) : 0;
    boolean repeated = maybeDone || !ownRequest;
    return new Invocation(
        object,
        original.operation(),
        original.arguments(),
        original.caller(),
        request,
        lowest,
        repeated,
        original.path(),
        original.strict(),
        original.deadlineNanos());
  }

  /** An attempt begins, unless the call has been given up meanwhile. */
  private boolean begins() {
    underWay = true;
    return finished == 0;
  }

  private void answered(Answer answer, @Nullable Holder asked) {
    onCallersThread = false;
    if (mayBeDone(answer)) {
      // Before the attempt is over: whoever gives the call up between the two has to see one of them.
      maybeDone = true;
    }
    underWay = false;
    switch (answer) {
      case Answer.Done done -> finish(done);
      case Answer.Failed failed -> {
        if (!isAnswer(failed)) {
          forget(asked);
        }
        refused(failed);
      }
      case Answer.NotOwner notOwner -> {
        forget(asked);
        follow(notOwner.hint(), asked);
      }
      case Answer.Unknown unknown -> {
        forget(asked);
        pause(unknown.reason());
      }
    }
  }

  private static boolean mayBeDone(Answer answer) {
    return switch (answer) {
      case Answer.Unknown unknown -> true;
      case Answer.Done done -> true;
      case Answer.Failed failed -> failed.problem().kind() == ErrorKind.OUTCOME_UNKNOWN;
      case Answer.NotOwner notOwner -> false;
    };
  }

  /**
   * To an update that may have been executed, or may be later, only what its owner decided on a state is an answer: it knows of earlier attempts,
   * and has fenced what may still be on its way. A process that refuses to pass it on, or does not know the type, has fenced nothing. That
   * this process's own incarnation is over is no answer either: it will notice, and the call goes on under the next one. Nor is that the registry
   * can't be asked at the moment, while it elects a leader for example: this process would wait for it too.
   */
  private boolean isAnswer(Answer.Failed failed) {
    Problem problem = failed.problem();
    if (problem.kind() == ErrorKind.UNAVAILABLE && problem.code().equals(Problem.NOT_NOW)) {
      return false;
    }
    if (ownRequest && !maybeDone && problem.code().equals(Problem.CALLER_GONE) && problem.kind() == ErrorKind.BAD_REQUEST) {
      return false;
    }
    if (!writes || !maybeDone) {
      return true;
    }
    return switch (problem.kind()) {
      case OUTCOME_UNKNOWN -> true;
      case UNAVAILABLE, OVERLOADED, CORRUPT_OBJECT -> false;
      default -> failed.receipt() != null;
    };
  }

  private void refused(Answer.Failed failed) {
    if (isAnswer(failed)) {
      finish(failed);
    } else {
      pause(failed.problem().message());
    }
  }

  private void follow(@Nullable Holder hint, @Nullable Holder asked) {
    if (hint == null || (asked != null ? hint.incarnation().equals(asked.incarnation()) : isThisProcess(hint))) {
      // A process that is named by itself holds a claim that is not, or not yet, an activation's.
      pause("the owner of " + object + " is changing");
    } else if (++redirects > context.settings().maxRedirects()) {
      String reason = "more than " + context.settings().maxRedirects() + " redirects for " + object;
      refused(new Answer.Failed(Problem.of(ErrorKind.UNAVAILABLE, reason)));
    } else {
      context.locations().remember(object, hint);
      step();
    }
  }

  private boolean isThisProcess(Holder holder) {
    Tenure tenure = context.tenure().get();
    return tenure != null && holder.incarnation().equals(tenure.incarnation().id());
  }

  private void failed(Transport.Failure failure, Holder target) {
    if (failure instanceof Transport.Failure.Lost) {
      maybeDone = true;
    }
    underWay = false;
    String reason = "node " + target.node() + ": " + failure.reason();
    if (failure instanceof Transport.Failure.NotSent notSent && notSent.deserted()) {
      awaitDeparture(target, reason);
      return;
    }
    context.locations().forget(object, target);
    switch (failure) {
      case Transport.Failure.NotSent notSent -> pause(reason);
      case Transport.Failure.Lost lost -> pause(reason);
      case Transport.Failure.Full full -> refused(new Answer.Failed(Problem.of(ErrorKind.OVERLOADED, reason)));
      case Transport.Failure.TooLarge tooLarge -> refused(new Answer.Failed(Problem.of(ErrorKind.BAD_REQUEST, reason)));
    }
  }

  private void forget(@Nullable Holder asked) {
    if (asked != null) {
      context.locations().forget(object, asked);
    }
  }

  /**
   * The owner's process is not there, but its claim is. Nobody can take over before the cluster has given it up; the location stays until then, so
   * that others don't ask the registry either. After a while it is asked again all the same.
   */
  private void awaitDeparture(Holder owner, String reason) {
    lastReason = reason;
    redirects = 0;
    onCallersThread = false;
    Departures.Wait wait = router.whenGone(owner.incarnation(), this::stepAfterDeparture);
    if (wait == null) {
      context.locations().forget(object, owner);
      pause(reason);
      return;
    }
    context.platform().scheduling().after(Pauses.longest(context.platform()), () -> {
      if (router.takeBack(wait)) {
        context.locations().forget(object, owner);
        step();
      }
    });
  }

  /** Its owner has just been given up: so nobody owns it, and the registry need not be asked. Calls that wait for one object go the same way. */
  private void stepAfterDeparture() {
    Tenure tenure = context.tenure().get();
    if (tenure == null || finished != 0 || context.locations().find(object) != null) {
      step();
      return;
    }
    if (context.placement().place(object, tenure.incarnation()) instanceof Placement.On heir) {
      context.locations().remember(object, holder(heir.node()));
    }
    step();
  }

  private void pause(String reason) {
    lastReason = reason;
    redirects = 0;
    onCallersThread = false;
    if (pauses == null) {
      pauses = new Pauses();
    }
    context.platform().scheduling().after(pauses.next(context.platform()), this::step);
  }

  private long nanos() {
    return context.platform().ticker().nanos();
  }

  /** Whether the deadline passed some time ago, so that whatever is waited for is not worth waiting for. */
  boolean overdue(long nowNanos, long graceNanos) {
    return nowNanos - original.deadlineNanos() >= graceNanos;
  }

  /** Nobody waits for it any more. */
  void abandon() {
    giveUp("the caller stopped waiting for " + object, true);
  }

  /** The deadline has passed. */
  void expire() {
    giveUp("no answer for " + object + " within the deadline: " + (lastReason == null ? "the last attempt got none" : lastReason), false);
  }

  /** An update that is still somewhere may be applied; one that is not is not sent any more. */
  private void giveUp(String message, boolean inDoubt) {
    if (FINISHED.compareAndSet(this, 0, 1)) {
      RequestId id = request;
      // In this order: an attempt that ends now is remembered as perhaps done before it is no longer under way.
      boolean unknown = writes && id != null && (inDoubt || underWay || maybeDone);
      conclude(
          new Answer.Failed(
              unknown ? new Problem(ErrorKind.OUTCOME_UNKNOWN, "", message, id) : Problem.of(ErrorKind.UNAVAILABLE, message)));
    }
  }

  private void finish(Answer answer) {
    if (FINISHED.compareAndSet(this, 0, 1)) {
      conclude(answer);
    }
  }

  private void conclude(Answer answer) {
    try {
      if (request instanceof RequestId.Sequenced id && ownRequest) {
        if (answer instanceof Answer.Failed failed && failed.problem().kind() == ErrorKind.OUTCOME_UNKNOWN) {
          router.unknown(object, id.sequence());
        } else {
          router.outstanding().answered(object, id.sequence());
        }
      }
    } finally {
      // Whatever goes wrong above, somebody waits for this without a time-out, and nobody watches the call from here on.
      complete(answer);
      router.ended(this);
    }
  }
}

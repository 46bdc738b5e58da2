package dev.highlander.internal.routing;

import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings calls to their objects' owners. Thread-safe. */
public final class Router implements CallRouter {

  /** How long after its deadline a call is given up that nobody has answered by then, though the transport or the owner should have. */
  static final long GRACE_NANOS = Duration.ofMillis(200).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Duration SWEEP_EVERY = Duration.ofMillis(100);

  private final RouterContext context;
  private final OutstandingRequests outstanding = new OutstandingRequests();
  private final CallWatch underWay;
  private final Departures departures = new Departures();
  private volatile MembershipView members = MembershipView.EMPTY;
  private volatile boolean stopped;

  public Router(RouterContext context) {
    this.context = context;
    this.underWay = new CallWatch(context.settings().watched());
  }

  /** Begins to watch deadlines. */
  public void start() {
    context.platform().scheduling().after(SWEEP_EVERY, this::sweep);
  }

  /** Gives every call up that is still waiting. */
  public void stop() {
    stopped = true;
    underWay.each(Router::expire);
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    RoutedCall call = new RoutedCall(context, this, invocation);
    underWay.enter(call, invocation.deadlineNanos());
    if (stopped) {
      call.expire();
    }
    call.step();
    return call;
  }

  @Override
  public void abandon(CompletableFuture<Answer> future) {
    if (future instanceof RoutedCall call) {
      call.abandon();
    }
  }

  @Override
  public boolean readsHere() {
    return context.host() != null;
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    ObjectHost host = context.host();
    return host == null ? null : host.readHere(invocation);
  }

  /** The members changed: what is remembered of those that left is dropped, and nobody waits for their answers. */
  public void members(MembershipView view) {
    MembershipView before = members;
    members = view;
    before.members().stream().filter(member -> view.find(member.incarnation()).isEmpty()).forEach(gone -> {
      try {
        departed(gone, view);
      } catch (RuntimeException | Error thrown) {
        // It is told once: the others who left must not be missed for it.
        LOG.error("the departure of {} could not be followed", gone.name(), thrown);
      }
    });
  }

  private void departed(Member gone, MembershipView view) {
    try {
      context.locations().forgetAllOf(gone.incarnation());
      boolean reused = view.members().stream().anyMatch(member -> member.address().equals(gone.address()));
      if (!gone.address().isEmpty() && !reused) {
        context.transport().disconnect(gone.address(), gone.name() + " is no member any more");
      }
    } finally {
      departures.gone(gone.incarnation());
    }
  }

  /** Lets a call go on when this incarnation is no member any more; null if it is none now. */
  Departures.@Nullable Wait whenGone(String incarnation, Runnable next) {
    Departures.Wait wait = departures.await(incarnation, next);
    // In this order: whoever removes it from the members looks at who waits for it afterwards.
    return members.find(incarnation).isEmpty() && departures.takeBack(wait) ? null : wait;
  }

  /** Whether the call was still waiting; then it goes on here. */
  boolean takeBack(Departures.Wait wait) {
    return departures.takeBack(wait);
  }

  OutstandingRequests outstanding() {
    return outstanding;
  }

  void unknown(dev.highlander.ObjectId object, long sequence) {
    long now = context.platform().ticker().nanos();
    outstanding.unknown(object, sequence, now + context.settings().requestWindow().toNanos(), now);
  }

  /** The call has its answer. */
  void ended(RoutedCall call) {
    underWay.leave(call);
  }

  /** The next sweep is due whatever becomes of this one: callers wait without time-outs of their own. */
  private void sweep() {
    if (stopped) {
      return;
    }
    context.platform().scheduling().after(SWEEP_EVERY, this::sweep);
    long now = context.platform().ticker().nanos();
    outstanding.expire(now);
    underWay.each(call -> {
      if (call.overdue(now, GRACE_NANOS)) {
        expire(call);
      }
    });
  }

  private static void expire(RoutedCall call) {
    try {
      call.expire();
    } catch (RuntimeException | Error thrown) {
      // Whoever waits for the others must not pay for it.
      LOG.error("a call whose deadline has passed could not be ended", thrown);
    }
  }
}

package dev.highlander.internal.routing;

import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.spi.MembershipView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings calls to their objects' owners. Thread-safe. */
public final class Router implements CallRouter {

  /** How long after its deadline a call that waits for something of this process is given up. */
  static final long GRACE_NANOS = Duration.ofMillis(200).toNanos();

  private static final Duration SWEEP_EVERY = Duration.ofMillis(100);

  private final RouterContext context;
  private final OutstandingRequests outstanding = new OutstandingRequests();
  private final Set<RoutedCall> tracked = ConcurrentHashMap.newKeySet();
  private volatile MembershipView members = MembershipView.EMPTY;
  private volatile boolean stopped;

  public Router(RouterContext context) {
    this.context = context;
  }

  /** Begins to watch deadlines. */
  public void start() {
    context.platform().scheduling().after(SWEEP_EVERY, this::sweep);
  }

  /** Gives every call up that is still waiting. */
  public void stop() {
    stopped = true;
    tracked.forEach(RoutedCall::expire);
  }

  @Override
  public CompletableFuture<Answer> route(Invocation invocation) {
    RoutedCall call = new RoutedCall(context, this, invocation);
    if (invocation.operation().writes()) {
      track(call);
    }
    call.step();
    return call.result();
  }

  @Override
  public void abandon(CompletableFuture<Answer> future) {
    if (future instanceof RoutedCall.Result result) {
      result.call().abandon();
    }
  }

  @Override
  public @Nullable Answer readHere(Invocation invocation) {
    ObjectHost host = context.host();
    return host == null ? null : host.readHere(invocation);
  }

  /** The members changed: what is remembered of those that left is dropped. */
  public void members(MembershipView view) {
    MembershipView before = members;
    members = view;
    before.members().stream()
        .filter(member -> view.find(member.incarnation()).isEmpty())
        .forEach(gone -> context.locations().forgetAllOf(gone.incarnation()));
  }

  OutstandingRequests outstanding() {
    return outstanding;
  }

  void unknown(dev.highlander.ObjectId object, long sequence) {
    long now = context.platform().ticker().nanos();
    outstanding.unknown(object, sequence, now + context.settings().requestWindow().toNanos(), now);
  }

  /** Watches the deadline of a call that waits for something other than the transport, which has time-outs of its own. */
  void track(RoutedCall call) {
    if (!call.result().isDone()) {
      tracked.add(call);
      if (stopped) {
        call.expire();
      }
      if (call.result().isDone()) {
        tracked.remove(call);
      }
    }
  }

  void untrack(RoutedCall call) {
    tracked.remove(call);
  }

  private void sweep() {
    if (stopped) {
      return;
    }
    for (RoutedCall call : tracked) {
      if (call.overdue(GRACE_NANOS)) {
        call.expire();
      }
    }
    context.platform().scheduling().after(SWEEP_EVERY, this::sweep);
  }
}

package dev.highlander.faults;

import dev.highlander.testkit.cluster.ActivationLog;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long objects that somebody called were served by nobody, because the owner had not given them up. */
record Failovers(List<Long> millis) {

  /** Ends that an owner chose. */
  private static final List<String> CHOSEN = List.of("idle", "node leaves", "handed off");

  static <I, O> Failovers of(ActivationLog log, CallHistory<I, O> history) {
    List<Long> gaps = new ArrayList<>();
    history.byObject().forEach((object, calls) -> {
      List<ActivationLog.Service> services = log.of(object);
      for (int i = 1; i < services.size(); i++) {
        ActivationLog.Service before = services.get(i - 1);
        if (!before.live() && !CHOSEN.contains(before.reason())) {
          long nanos = services.get(i).fromNanos() - calledFrom(calls, before.toNanos());
          gaps.add(TimeUnit.NANOSECONDS.toMillis(Math.max(nanos, 0)));
        }
      }
    });
    gaps.sort(Long::compare);
    return new Failovers(List.copyOf(gaps));
  }

  /** From when on somebody waited for an owner after the given moment. */
  private static <I, O> long calledFrom(List<Operation<I, O>> calls, long nanos) {
    return calls.stream()
        .filter(call -> call.endedNanos() >= nanos)
        .mapToLong(call -> Math.max(call.beganNanos(), nanos))
        .min()
        .orElse(nanos);
  }

  private long percentile(int percent) {
    return millis.isEmpty() ? 0 : millis.get(Math.min(millis.size() - 1, millis.size() * percent / 100));
  }

  @Override
  public String toString() {
    return millis.size() + " failovers, p50 " + percentile(50) + " ms, p99 " + percentile(99) + " ms, longest " + percentile(100) + " ms";
  }
}

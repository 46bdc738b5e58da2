package dev.highlander.faults;

import dev.highlander.testkit.cluster.ActivationLog;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How long callers waited for a new activation that a fault had made necessary. Callers that gave up before it came are not in here: their errors are
 * counted.
 */
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
          waited(calls, before.toNanos(), services.get(i).fromNanos()).ifPresent(nanos -> gaps.add(TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
      }
    });
    gaps.sort(Long::compare);
    return new Failovers(List.copyOf(gaps));
  }

  /** The longest wait, from the end of the last activation on, among the calls that were under way when the next one began. */
  private static <I, O> OptionalLong waited(List<Operation<I, O>> calls, long endNanos, long nextNanos) {
    return calls.stream()
        .filter(call -> call.beganNanos() <= nextNanos && call.endedNanos() >= nextNanos)
        .mapToLong(call -> Math.max(nextNanos - Math.max(call.beganNanos(), endNanos), 0))
        .max();
  }

  private long percentile(int percent) {
    return millis.isEmpty() ? 0 : millis.get(Math.min(millis.size() - 1, millis.size() * percent / 100));
  }

  @Override
  public String toString() {
    return millis.size() + " failovers, p50 " + percentile(50) + " ms, p99 " + percentile(99) + " ms, longest " + percentile(100) + " ms";
  }
}

package dev.highlander.faults;

import dev.highlander.testkit.cluster.ActivationLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long objects were served by nobody between one activation and the next that a fault forced. */
record Failovers(List<Long> millis) {

  /** Ends that an owner chose: the next activation comes when somebody calls. */
  private static final List<String> CHOSEN = List.of("idle", "node leaves", "handed");

  static Failovers of(ActivationLog log) {
    List<Long> gaps = new ArrayList<>();
    for (String object : log.objects()) {
      List<ActivationLog.Service> services = log.of(object);
      for (int i = 1; i < services.size(); i++) {
        ActivationLog.Service before = services.get(i - 1);
        if (!before.live() && CHOSEN.stream().noneMatch(before.reason()::startsWith)) {
          gaps.add(TimeUnit.NANOSECONDS.toMillis(services.get(i).fromNanos() - before.toNanos()));
        }
      }
    }
    gaps.sort(Long::compare);
    return new Failovers(List.copyOf(gaps));
  }

  long percentile(int percent) {
    return millis.isEmpty() ? 0 : millis.get(Math.min(millis.size() - 1, millis.size() * percent / 100));
  }

  @Override
  public String toString() {
    return millis.size() + " failovers, p50 " + percentile(50) + " ms, p99 " + percentile(99) + " ms, longest " + percentile(100) + " ms";
  }
}

package dev.highlander.cluster;

import dev.highlander.ErrorKind;
import dev.highlander.HighlanderException;
import dev.highlander.ObjectSpace;
import dev.highlander.Ref;
import dev.highlander.testkit.cluster.LedgerHistory.Outcome;
import dev.highlander.testkit.cluster.NodeConsole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that append to ledgers and read them without a break. Each operation is told before it is sent and after its end, so that the
 * test's history is complete even if this process is killed in between.
 */
final class LedgerLoad {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private final NodeConsole console;
  private final ObjectSpace space;
  private final String run;
  private final Duration deadline;
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean stopped;

  LedgerLoad(NodeConsole console, ObjectSpace space, String run, Duration deadline) {
    this.console = console;
    this.space = space;
    this.run = run;
    this.deadline = deadline;
  }

  /** Starts callers of one ledger: some append, one reads. */
  void start(String ledger, int appenders) {
    for (int i = 0; i < appenders; i++) {
      String prefix = run + "-" + ledger + "-" + i + "-";
      callers.add(Thread.ofVirtual().name(prefix).start(() -> append(ledger, prefix)));
    }
    callers.add(Thread.ofVirtual().name(run + "-reader").start(() -> read(ledger)));
  }

  /** Returns when every operation has ended. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void append(String ledger, String prefix) {
    Ref<Ledger> ref = space.ref(Ledger.class, ledger).within(deadline);
    for (int i = 0; !stopped; i++) {
      String entry = prefix + i;
      begun(entry, ledger, entry);
      try {
        ended(entry, Outcome.OK, ref.update(Ledger::add, entry), 0, "");
      } catch (HighlanderException e) {
        ended(entry, e.executed() == ErrorKind.Executed.NO ? Outcome.REFUSED : Outcome.UNKNOWN, 0, 0, e.kind().name());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void read(String ledger) {
    Ref<Ledger> ref = space.ref(Ledger.class, ledger).within(deadline);
    for (int i = 0; !stopped; i++) {
      String operation = run + "-read-" + ledger + "-" + i;
      begun(operation, ledger, "");
      try {
        Ledger.Seen seen = (i % 8 == 0 ? ref.strict() : ref).query(Ledger::seen);
        ended(operation, Outcome.OK, seen.size(), seen.digest(), "");
      } catch (HighlanderException e) {
        ended(operation, Outcome.REFUSED, 0, 0, e.kind().name());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void begun(String operation, String ledger, String entry) {
    console.event("begun", Map.of("operation", operation, "ledger", ledger, "entry", entry));
  }

  private void ended(String operation, Outcome outcome, long seen, int digest, String error) {
    console.event("ended", Map.of("operation", operation, "outcome", outcome.name(), "seen", seen, "digest", digest, "error", error));
  }
}

package dev.highlander.internal.persistence;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out at start-up whether a store decides conditional writes atomically (protocol F9). Everything the framework promises rests on
 * that, several products say so without doing so, and only races show it: of the servers tried, 20 rounds of 32 racers found each that is
 * broken, and checks one after the other found none of those that look up first and write then.
 *
 * <h2>Keys</h2>
 * {@code probe/passed.json} records the last pass; it is written conditionally and read by every node of the bucket, so that
 * about one node a day runs the checks (some 2,000 requests). A race for creating a key needs a key that does not exist, so
 * keys can't be the same in every run: each run has a folder {@code probe/runs/<milliseconds>-<random>/} of its own with about
 * 22 small objects, and deletes them at its end. Nodes that start at the same moment therefore share nothing but the record,
 * and can't mistake each other's writes for a broken store; the later ones wait for the first one's pass as long as its folder
 * fills. What a killed process left is deleted by a later run once it is an hour old; S3 refuses requests of clocks that differ
 * by more than 15 minutes, so nobody sweeps a run that is going on. Where deleting is forbidden the folders stay, but their
 * number is bounded: when one page of listing (1,000 keys) is nearly full, an older pass of the same store is trusted, and
 * without one the store is refused with a sentence that says what to delete.
 */
public final class StoreProbe {

  static final String RECORD_KEY = "probe/passed.json";
  static final String RUNS = "probe/runs/";

  private static final Pattern RUN = Pattern.compile(Pattern.quote(RUNS) + "([0-9]{1,15})-[A-Za-z0-9_-]+/");
  private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
  private static final Duration SWEPT_AFTER = Duration.ofHours(1);
  /** A run that took so long might have been swept by others: nothing it saw counts. */
  private static final Duration LONGEST_RUN = SWEPT_AFTER.dividedBy(2);
  /** Keys of earlier runs beyond which no further run is made: a run, repetitions included, must fit in the rest of a page. */
  static final int MAX_LEFT = 900;

  private final SnapshotStore store;
  private final Platform platform;
  private final String frameworkVersion;

  public StoreProbe(SnapshotStore store, Platform platform, String frameworkVersion) {
    this.store = store;
    this.platform = platform;
    this.frameworkVersion = frameworkVersion;
  }

  /** Looks for a recorded pass, and otherwise runs the checks as one blocking task on the platform's executor; seconds on a real store. */
  public CompletableFuture<ProbeResult> run() {
    return CompletableFuture.supplyAsync(this::probe, platform.executor());
  }

  /**
   * Records a pass without any check, unless a record is there: for tests of other things on a store that has been proved elsewhere. It counts for a
   * day, as every pass does.
   */
  public CompletableFuture<StoreWrite> vouch() {
    return store.write(RECORD_KEY, pass(true).toBytes(), Precondition.absent());
  }

  private ProbeRecord pass(boolean conditionalDelete) {
    return new ProbeRecord(ProbeRecord.FORMAT, store.describe(), frameworkVersion, platform.ticker().wallClock(), conditionalDelete);
  }

  private ProbeResult probe() {
    return switch (store.load(RECORD_KEY).join()) {
      case StoreRead.Failed(String reason) -> new ProbeResult.Unreachable(reason);
      case StoreRead.Missing() -> probe(null, Precondition.absent());
      case StoreRead.Found(byte[] body, String etag) -> probe(ProbeRecord.of(body), Precondition.matches(etag));
    };
  }

  private ProbeResult probe(@Nullable ProbeRecord recorded, Precondition recordUnchanged) {
    if (recorded != null && isGood(recorded)) {
      return reused(recorded);
    }
    int left = new ProbeSweep(store).sweep(RUNS, this::isAbandoned);
    return left > MAX_LEFT ? withoutRoom(recorded, left) : check(recordUnchanged);
  }

  private ProbeResult check(Precondition recordUnchanged) {
    String folder = RUNS + platform.ticker().wallMillis() + "-" + platform.newId() + "/";
    ProbeResult result = new ProbeNeighbours(store, platform, this::isGood)
        .passOfTheFirst(folder)
        .map(this::reused)
        .orElseGet(() -> race(folder, recordUnchanged));
    new ProbeSweep(store).sweep(folder, entry -> true);
    return result;
  }

  private ProbeResult race(String folder, Precondition recordUnchanged) {
    long start = platform.ticker().nanos();
    var run = new ProbeRun(store, folder);
    ProbeVerdict verdict = run.check();
    Duration took = Duration.ofNanos(platform.ticker().nanos() - start);
    if (took.compareTo(LONGEST_RUN) > 0) {
      return new ProbeResult.Unreachable("the start-up probe took " + took + ", too long to conclude anything");
    }
    return switch (verdict) {
      case ProbeVerdict.Holds() -> passed(run.deletesConditionally(), recordUnchanged, took);
      case ProbeVerdict.Broken(String sentence) -> new ProbeResult.Failed("the store (" + store.describe() + ") can't be used, "
          + "because its conditional writes are not reliable. Failed check: " + sentence);
      case ProbeVerdict.Unclear(String reason) -> new ProbeResult.Unreachable(reason);
    };
  }

  private ProbeResult passed(boolean conditionalDelete, Precondition recordUnchanged, Duration took) {
    LOG.info("store {}: passed the start-up probe in {} ms, conditional delete: {}", store.describe(), took.toMillis(), conditionalDelete);
    StoreWrite answer = store.write(RECORD_KEY, pass(conditionalDelete).toBytes(), recordUnchanged).join();
    // a conflict is another node's record of the same store; whatever else happens costs no more than another run
    LOG.debug("store {}: recording the pass was answered {}", store.describe(), answer);
    return new ProbeResult.Passed(conditionalDelete, false);
  }

  private ProbeResult withoutRoom(@Nullable ProbeRecord recorded, int left) {
    String where = "the store (" + store.describe() + ") keeps at least " + left + " keys of earlier probes under " + RUNS;
    if (recorded != null && recorded.isAbout(store.describe())) {
      LOG.warn("{}; allow deleting them. Trusting the pass of {}", where, recorded.at());
      return new ProbeResult.Passed(recorded.conditionalDelete(), true);
    }
    return new ProbeResult.Failed(where + ", so that it can't be probed again: delete them, or allow the node to");
  }

  private boolean isGood(ProbeRecord record) {
    return record.isGood(store.describe(), frameworkVersion, platform.ticker().wallClock());
  }

  private ProbeResult reused(ProbeRecord record) {
    LOG.info("store {}: passed the start-up probe at {}", store.describe(), record.at());
    return new ProbeResult.Passed(record.conditionalDelete(), true);
  }

  private boolean isAbandoned(Entry entry) {
    return age(entry.key(), platform.ticker()).filter(age -> age.compareTo(SWEPT_AFTER) > 0).isPresent();
  }

  /** How long ago, by two nodes' clocks, the run began to which a key belongs; empty for a key that no run made. */
  static Optional<Duration> age(String key, Ticker ticker) {
    Matcher run = RUN.matcher(key);
    return run.lookingAt()
        ? Optional.of(Duration.ofMillis(ticker.wallMillis() - Long.parseLong(run.group(1))))
        : Optional.empty();
  }
}

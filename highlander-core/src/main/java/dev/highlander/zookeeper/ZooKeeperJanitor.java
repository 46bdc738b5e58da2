package dev.highlander.zookeeper;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import dev.highlander.internal.util.IdEncoding;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Entry;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the marks that unclean ends have left on objects that nobody asked for since. It is an ordinary claimant (protocol C2):
 * it claims, waits the takeover wait and releases clean, because a parent that is deleted in any other way may be the live mark
 * of a moment later. Every node runs one, at times of its own; a pass looks at a random part of what there is and claims at a
 * bounded rate.
 *
 * <p>What has been empty for long is told by transactions: {@code pzxid} of the parent is compared with the registry's
 * transaction of {@link Settings#minimumAge} ago, so no clock but the own monotonic one matters, and nothing is remembered for
 * each object.
 */
public final class ZooKeeperJanitor {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperJanitor.class);

  /** A type with more objects is not listed: the list would not fit into one reply. */
  private static final int MAX_LISTED = 100_000;

  /** Samples of the past that are kept; older than the minimum age only one is needed. */
  private static final int MAX_SAMPLES = 1_000;

  private final ZooKeeperRegistry registry;
  private final Platform platform;
  private final Settings settings;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicReference<Scheduling.@Nullable Timer> next = new AtomicReference<>();
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private String sampled = "";

  /**
   * @param registry whose present incarnation claims
   * @param settings how often and how much
   */
  public ZooKeeperJanitor(ZooKeeperRegistry registry, Platform platform, Settings settings) {
    this.registry = registry;
    this.platform = platform;
    this.settings = settings;
  }

  /**
   * How often and how much.
   *
   * @param interval between two passes, on average
   * @param minimumAge how long a parent has to have been empty
   * @param takeoverWait the cluster's (protocol W)
   * @param gap between two claims
   * @param perPass how many objects a pass looks at
   */
  public record Settings(Duration interval, Duration minimumAge, Duration takeoverWait, Duration gap, int perPass) {

    /** Every 5 minutes on average, 500 objects, those that were empty for 10 minutes, 50 claims per second. */
    public static Settings of(Duration takeoverWait) {
      return new Settings(Duration.ofMinutes(5), Duration.ofMinutes(10), takeoverWait, Duration.ofMillis(20), 500);
    }
  }

  private record Sample(long nanos, long transaction) {}

  /** Begins to run passes. Idempotent. */
  public void start() {
    if (running.compareAndSet(false, true)) {
      scheduleNext();
    }
  }

  /** Begins no further pass; what is claimed already is released when its wait is over. Idempotent. */
  public void stop() {
    running.set(false);
    Scheduling.Timer timer = next.getAndSet(null);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void scheduleNext() {
    if (running.get()) {
      long millis = settings.interval().toMillis();
      long jittered = millis / 2 + Math.floorMod(platform.random().nextLong(), Math.max(1, millis));
      Runnable passThenNext = () -> pass().whenComplete((removed, problem) -> scheduleNext());
      next.set(platform.scheduling().after(Duration.ofMillis(jittered), passThenNext));
    }
  }

  /** One pass; completes with the number of objects that it claimed to remove their marks. One at a time. */
  CompletableFuture<Integer> pass() {
    var result = new CompletableFuture<Integer>();
    ZooKeeperIncarnation incarnation = registry.current().orElse(null);
    if (incarnation == null || !incarnation.standing().link().up()) {
      result.complete(0);
      return result;
    }
    incarnation
        .standing()
        .own()
        .write(
            written -> {
              if (written instanceof ZkReply.Done<ZkStat> done) {
                long horizon = horizon(incarnation.id(), done.value().mzxid());
                new Pass(incarnation, horizon, result).types();
              } else {
                result.complete(0);
              }
            });
    return result;
  }

  /** The youngest known transaction that is older than the minimum age; 0 if none is known yet. */
  private long horizon(String incarnation, long transaction) {
    if (!sampled.equals(incarnation)) {
      samples.clear();
      sampled = incarnation;
    }
    long now = platform.ticker().nanos();
    samples.addLast(new Sample(now, transaction));
    long horizon = 0;
    for (Sample sample : samples) {
      if (now - sample.nanos() >= settings.minimumAge().toNanos()) {
        horizon = sample.transaction();
      }
    }
    while (samples.size() > MAX_SAMPLES) {
      samples.removeFirst();
    }
    return horizon;
  }

  /** One pass under one incarnation, in its session's order. */
  private final class Pass {
    private final ZooKeeperIncarnation incarnation;
    private final Standing standing;
    private final long horizon;
    private final CompletableFuture<Integer> result;
    private final List<ObjectId> seen = new ArrayList<>();
    private final List<ObjectId> empty = new ArrayList<>();
    private int claimed;

    Pass(ZooKeeperIncarnation incarnation, long horizon, CompletableFuture<Integer> result) {
      this.incarnation = incarnation;
      this.standing = incarnation.standing();
      this.horizon = horizon;
      this.result = result;
    }

    void types() {
      if (horizon == 0) {
        result.complete(0);
        return;
      }
      standing
          .session()
          .children(
              standing.paths().objects(),
              false,
              reply -> {
                if (reply instanceof ZkReply.Done<List<String>> types) {
                  ids(types.value().iterator());
                } else {
                  result.complete(0);
                }
              });
    }

    private void ids(Iterator<String> types) {
      if (!types.hasNext()) {
        sample();
        return;
      }
      String type = types.next();
      standing
          .session()
          .stat(
              standing.paths().type(type),
              stat -> {
                if (stat instanceof ZkReply.Done<ZkStat> done && done.value().children() <= MAX_LISTED) {
                  list(type, types);
                } else {
                  ids(types);
                }
              });
    }

    private void list(String type, Iterator<String> types) {
      standing
          .session()
          .children(
              standing.paths().type(type),
              false,
              reply -> {
                if (reply instanceof ZkReply.Done<List<String>> names) {
                  names.value().forEach(name -> IdEncoding.decode(name).ifPresent(id -> add(type, id)));
                }
                ids(types);
              });
    }

    private void add(String type, String id) {
      try {
        seen.add(new ObjectId(type, id));
      } catch (BadRequest foreign) {
        log.debug("Not an object: {}/{}", type, id);
      }
    }

    private void sample() {
      Collections.shuffle(seen, new Random(platform.random().nextLong()));
      List<ObjectId> looked = seen.subList(0, Math.min(seen.size(), settings.perPass()));
      int[] left = {looked.size()};
      if (looked.isEmpty()) {
        result.complete(0);
      }
      for (ObjectId object : looked) {
        standing
            .session()
            .stat(
                standing.paths().object(object),
                stat -> {
                  if (stat instanceof ZkReply.Done<ZkStat> done && emptySince(done.value())) {
                    empty.add(object);
                  }
                  if (--left[0] == 0) {
                    claim(empty.iterator());
                  }
                });
      }
    }

    private boolean emptySince(ZkStat parent) {
      return parent.children() == 0 && parent.pzxid() <= horizon;
    }

    private void claim(Iterator<ObjectId> objects) {
      if (!objects.hasNext()) {
        finish();
        return;
      }
      incarnation
          .claim(objects.next())
          .thenAccept(
              claim -> {
                switch (claim) {
                  case ClaimResult.Granted granted -> {
                    claimed++;
                    releaseAfterWait(granted);
                    platform.scheduling().after(settings.gap(), () -> claim(objects));
                  }
                  case ClaimResult.HeldBy held -> platform.scheduling().after(settings.gap(), () -> claim(objects));
                  case ClaimResult.Declined declined -> finish();
                }
              });
    }

    private void releaseAfterWait(ClaimResult.Granted granted) {
      Duration wait = granted.entry() instanceof Entry.AtOnce ? Duration.ZERO : settings.takeoverWait();
      platform.scheduling().after(wait, () -> incarnation.release(granted.claim(), true));
    }

    private void finish() {
      if (claimed > 0) {
        log.info("Removing the marks of {} objects whose owners ended without a release", claimed);
      }
      result.complete(claimed);
    }
  }
}

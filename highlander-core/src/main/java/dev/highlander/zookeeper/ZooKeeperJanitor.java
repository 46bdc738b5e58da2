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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the marks that unclean ends have left on objects that nobody asked for since. It is an ordinary claimant (protocol C2):
 * it claims, waits the takeover wait and releases clean, because a parent that is deleted in any other way may be the live mark
 * of a moment later. Every node runs one, at times of its own; a pass looks at a random part of what there is and claims at a
 * bounded rate. As long as most of what it looks at are such marks it looks at a further part: many unclean ends leave many.
 *
 * <p>ZooKeeper gives the children of a node in one reply. A long one is asked for on a session of its own, and of it only a sample is kept.
 *
 * <p>What has been empty for long is told by transactions: {@code pzxid} of the parent is compared with the registry's
 * transaction of {@link Settings#minimumAge} ago, so no clock but the own monotonic one matters, and nothing is remembered for
 * each object.
 */
public final class ZooKeeperJanitor {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperJanitor.class);

  /** So many names fit into one reply for certain: of the longest, each takes 772 bytes. What has more is listed apart. */
  static final int SAFELY_LISTED = 20_000;

  /** Parts that one pass looks at, at most. */
  static final int MAX_PARTS = 10;

  /** A pass whose end nobody tells is over then. */
  private static final Duration LONGEST_PASS = Duration.ofMinutes(10);

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
   * @param perPass how many objects a pass looks at, and again that many as long as most of them are marks
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

  /** Whatever goes wrong in a step ends its pass, and not the janitor. */
  private static void step(CompletableFuture<Integer> pass, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      log.error("A pass of the janitor has failed", thrown);
      pass.complete(0);
    }
  }

  /** One pass; completes with the number of objects that it claimed to remove their marks. One at a time. */
  CompletableFuture<Integer> pass() {
    var result = new CompletableFuture<Integer>();
    Scheduling.Timer late = platform.scheduling().after(LONGEST_PASS, () -> result.complete(0));
    result.whenComplete((removed, problem) -> late.cancel());
    step(result, () -> begin(result));
    return result;
  }

  private void begin(CompletableFuture<Integer> result) {
    ZooKeeperIncarnation incarnation = registry.current().orElse(null);
    if (incarnation == null || !incarnation.standing().link().up()) {
      result.complete(0);
      return;
    }
    incarnation
        .standing()
        .own()
        .write(
            written -> {
              if (written instanceof ZkReply.Done<ZkStat> done) {
                long horizon = horizon(incarnation.id(), done.value().mzxid());
                step(result, () -> new Pass(incarnation, horizon, result).types());
              } else {
                result.complete(0);
              }
            });
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

  /** One pass under one incarnation; one step at a time. */
  private final class Pass {
    private final ZooKeeperIncarnation incarnation;
    private final Standing standing;
    private final long horizon;
    private final CompletableFuture<Integer> result;
    private final int kept = settings.perPass() * MAX_PARTS;

    /** A sample of all names, each as likely as any other. */
    private final List<ObjectId> sample = new ArrayList<>();

    private @Nullable Random random;
    private int seen;
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
                  step(result, () -> ids(types.value().iterator()));
                } else {
                  result.complete(0);
                }
              });
    }

    private void ids(Iterator<String> types) {
      if (!types.hasNext()) {
        Collections.shuffle(sample, new Random(platform.random().nextLong()));
        look(0);
        return;
      }
      String type = types.next();
      standing
          .session()
          .stat(
              standing.paths().type(type),
              stat -> {
                if (stat instanceof ZkReply.Done<ZkStat> done) {
                  step(result, () -> list(type, done.value().children(), types));
                } else {
                  step(result, () -> ids(types));
                }
              });
    }

    private void list(String type, int children, Iterator<String> types) {
      Consumer<ZkReply<List<String>>> listed =
          reply ->
              step(
                  result,
                  () -> {
                    if (reply instanceof ZkReply.Done<List<String>> names) {
                      names.value().forEach(name -> add(type, name));
                    } else if (children > SAFELY_LISTED) {
                      log.warn("The {} objects of type '{}' can't be listed to look for marks: {}", children, type, reply.problem());
                    }
                    ids(types);
                  });
      if (children > SAFELY_LISTED) {
        registry.listApart(standing.paths().type(type), listed);
      } else {
        standing.session().children(standing.paths().type(type), false, listed);
      }
    }

    /** Algorithm R (Vitter, 1985): of a list of a million names a few thousand are kept. */
    private void add(String type, String name) {
      seen++;
      int at = sample.size() < kept ? sample.size() : random().nextInt(seen);
      if (at < kept) {
        ObjectId object = object(type, name);
        if (object != null && at < sample.size()) {
          sample.set(at, object);
        } else if (object != null) {
          sample.add(object);
        }
      }
    }

    private Random random() {
      Random present = random;
      if (present == null) {
        present = new Random(platform.random().nextLong());
        random = present;
      }
      return present;
    }

    private @Nullable ObjectId object(String type, String name) {
      try {
        return IdEncoding.decode(name).map(id -> new ObjectId(type, id)).orElse(null);
      } catch (BadRequest foreign) {
        log.debug("Not an object: {}/{}", type, name);
        return null;
      }
    }

    private void look(int from) {
      int to = Math.min(sample.size(), from + settings.perPass());
      List<ObjectId> looked = sample.subList(from, to);
      List<ObjectId> empty = new ArrayList<>();
      int[] left = {looked.size()};
      if (looked.isEmpty()) {
        finish();
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
                    Runnable then = 2 * empty.size() >= looked.size() ? () -> look(to) : this::finish;
                    step(result, () -> claim(empty.iterator(), then));
                  }
                });
      }
    }

    private boolean emptySince(ZkStat parent) {
      return parent.children() == 0 && parent.pzxid() <= horizon;
    }

    private void claim(Iterator<ObjectId> objects, Runnable then) {
      if (!objects.hasNext()) {
        then.run();
        return;
      }
      incarnation
          .claim(objects.next())
          .whenComplete((claim, error) -> step(result, () -> claimed(error == null ? claim : declined(error), objects, then)));
    }

    private static ClaimResult declined(Throwable error) {
      return new ClaimResult.Declined(String.valueOf(error));
    }

    private void claimed(ClaimResult claim, Iterator<ObjectId> objects, Runnable then) {
      switch (claim) {
        case ClaimResult.Granted granted -> {
          claimed++;
          releaseAfterWait(granted);
          next(objects, then);
        }
        case ClaimResult.HeldBy held -> next(objects, then);
        case ClaimResult.Declined declined -> finish();
        case ClaimResult.Full full -> finish();
      }
    }

    private void next(Iterator<ObjectId> objects, Runnable then) {
      platform.scheduling().after(settings.gap(), () -> step(result, () -> claim(objects, then)));
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

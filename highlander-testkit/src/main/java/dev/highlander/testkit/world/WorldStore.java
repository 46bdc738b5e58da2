package dev.highlander.testkit.world;

import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One process's way to the bucket: a request takes a while to arrive, is decided at that instant, and its answer takes a while to return. */
final class WorldStore implements SnapshotStore {

  /** After this an attempt counts as failed (protocol F8). */
  private static final long ATTEMPT_NANOS = Duration.ofSeconds(2).toNanos();

  /** The longest that a lost request was seen to take, and most take much less. */
  private static final long LATEST_NANOS = Duration.ofSeconds(60).toNanos();

  private static final long STEADY_NANOS = 1_000_000;

  private final Bucket bucket;
  private final Machine machine;
  private final int life;
  private final Weather weather;
  private final SplittableRandom random;

  WorldStore(Bucket bucket, Machine machine, Weather weather) {
    this.bucket = bucket;
    this.machine = machine;
    this.life = machine.life();
    this.weather = weather;
    this.random = bucket.random();
  }

  private long latency() {
    if (bucket.steady() && !weather.slow()) {
      return STEADY_NANOS;
    }
    long longest = weather.slow() ? 700_000_000 : random.nextInt(20) == 0 ? 150_000_000 : 12_000_000;
    return 1_000_000 + random.nextLong(longest);
  }

  /** Most late requests come around the time of a failover, some after a minute. */
  private long lateness() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong(LATEST_NANOS);
      case 1 -> random.nextLong(LATEST_NANOS / 60);
      default -> random.nextLong(LATEST_NANOS / 5);
    };
  }

  @Override
  public CompletableFuture<StoreRead> load(String key) {
    SnapshotStore.requireKey(key);
    var answer = new CompletableFuture<StoreRead>();
    if (weather.down()) {
      long fails = random.nextBoolean() ? latency() : ATTEMPT_NANOS;
      reply(fails, () -> answer.complete(new StoreRead.Failed("the store is down")));
      return answer;
    }
    bucket.timeline().after(latency(), () -> {
      StoreRead read = bucket.read(key);
      reply(latency(), () -> answer.complete(read));
    });
    return answer;
  }

  @Override
  public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
    SnapshotStore.requireKey(key);
    byte[] own = body.clone();
    return send(key, () -> bucket.write(key, own, precondition));
  }

  @Override
  public CompletableFuture<StoreWrite> delete(String key, String etag) {
    SnapshotStore.requireKey(key);
    return send(key, () -> bucket.delete(key, etag));
  }

  private CompletableFuture<StoreWrite> send(String key, Supplier<StoreWrite> arrival) {
    var answer = new CompletableFuture<StoreWrite>();
    HeldWrite holder = weather.holds() && StoreKeys.decode(key).isPresent() ? weather.holder() : null;
    if (holder != null) {
      holder.sent(arrival, outcome -> answered(answer, outcome));
      return answer;
    }
    Timeline timeline = bucket.timeline();
    switch (weather.fate()) {
      case FINE -> timeline.after(latency(), () -> answered(answer, arrival.get()));
      case SLOW -> {
        timeline.after(latency() + random.nextLong(ATTEMPT_NANOS * 5 / 4), () -> answered(answer, arrival.get()));
        gaveUp(answer, "time-out");
      }
      case REQUEST_LOST -> gaveUp(answer, "time-out");
      case ANSWER_LOST -> {
        timeline.after(latency(), () -> unheard(arrival));
        gaveUp(answer, "the answer was lost");
      }
      case ERROR_BEFORE -> answered(answer, new StoreWrite.Unknown("500 InternalError"));
      case ERROR_AFTER -> timeline.after(latency(), () -> {
        unheard(arrival);
        answered(answer, new StoreWrite.Unknown("500 InternalError"));
      });
      case LATE -> {
        bucket.arrivesLate(latency() + lateness(), () -> unheard(arrival));
        gaveUp(answer, "time-out");
      }
      case TWICE -> {
        timeline.after(latency(), () -> answered(answer, arrival.get()));
        bucket.arrivesLate(latency() + lateness(), () -> unheard(arrival));
      }
      case TRY_AGAIN -> answered(answer, new StoreWrite.RetryCondition());
      case REFUSED -> answered(answer, new StoreWrite.Refused("403 AccessDenied"));
    }
    return answer;
  }

  /** Decided, and nobody hears how. */
  private static void unheard(Supplier<StoreWrite> arrival) {
    StoreWrite unused = arrival.get();
  }

  private void answered(CompletableFuture<StoreWrite> answer, StoreWrite outcome) {
    reply(latency(), () -> answer.complete(outcome));
  }

  /** A reset tells it soon, otherwise the attempt's time-out does. */
  private void gaveUp(CompletableFuture<StoreWrite> answer, String why) {
    long after = random.nextInt(3) == 0 ? latency() * 2 : ATTEMPT_NANOS;
    machine.after(life, after, () -> answer.complete(new StoreWrite.Unknown(why)));
  }

  private void reply(long afterNanos, Runnable told) {
    Timeline timeline = bucket.timeline();
    timeline.on(machine, life, timeline.now() + afterNanos, told);
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit) {
    var answer = new CompletableFuture<Listing>();
    reply(latency(), () -> answer.complete(bucket.list(prefix, after, limit)));
    return answer;
  }

  @Override
  public String describe() {
    return "simulated bucket";
  }

  @Override
  public void close() {}
}

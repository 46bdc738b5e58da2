package dev.highlander.internal.persistence;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One conditional write brought to its end (protocol F4): the same bytes under the same condition, attempted again while the outcome is
 * unknown, and verified by reading when the condition did not hold, since what changed the object may have been an earlier attempt of this very
 * write. One instance for each write; its steps follow each other, on whatever thread the store answers.
 */
public final class ConditionalWrite {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /**
   * What is written.
   *
   * @param object whose snapshot
   * @param key its key
   * @param body its bytes
   * @param precondition what it replaces
   * @param token the write token within the bytes
   * @param epoch the writer's epoch
   */
  public record Job(ObjectId object, String key, byte[] body, Precondition precondition, String token, Epoch epoch) {}

  private final Platform platform;
  private final SnapshotStore store;
  private final EnvelopeCodec codec;
  private final Job job;
  private final long deadlineNanos;
  private final BooleanSupplier goOn;
  private final CompletableFuture<WriteOutcome> result = new CompletableFuture<>();
  private Duration pause = FIRST_PAUSE;
  private boolean maybeWritten;
  private String lastReason = "";

  private ConditionalWrite(
      Platform platform, SnapshotStore store, EnvelopeCodec codec, Job job, long deadlineNanos, BooleanSupplier goOn) {
    this.platform = platform;
    this.store = store;
    this.codec = codec;
    this.job = job;
    this.deadlineNanos = deadlineNanos;
    this.goOn = goOn;
  }

  /**
   * Begins a write.
   *
   * @param deadlineNanos when to give up, by the platform's ticker
   * @param goOn asked before each further attempt; false gives up
   */
  public static CompletableFuture<WriteOutcome> start(
      Platform platform, SnapshotStore store, EnvelopeCodec codec, Job job, long deadlineNanos, BooleanSupplier goOn) {
    ConditionalWrite write = new ConditionalWrite(platform, store, codec, job, deadlineNanos, goOn);
    write.attempt();
    return write.result;
  }

  private void attempt() {
    asked(() -> store.write(job.key, job.body, job.precondition))
        .whenComplete((outcome, error) -> orEnd(() -> written(error == null ? outcome : new StoreWrite.Unknown(String.valueOf(error)))));
  }

  /** What a store throws is an answer as good as any: the write has to come to its end. */
  private static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> request) {
    try {
      return request.get();
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  /** An error on the store's or a timer's thread has nobody to go to. */
  private void orEnd(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      result.complete(new WriteOutcome.Uncertain("it is not known whether " + job.object + " was written: " + thrown));
    }
  }

  private void written(StoreWrite outcome) {
    switch (outcome) {
      case StoreWrite.Written written -> result.complete(new WriteOutcome.Durable(written.etag()));
      case StoreWrite.Conflict conflict -> verify();
      case StoreWrite.RetryCondition retry -> verify();
      case StoreWrite.Refused refused -> {
        if (maybeWritten) {
          again(refused.reason(), this::attempt);
        } else {
          result.complete(new WriteOutcome.NotWritten(refused.reason()));
        }
      }
      case StoreWrite.Unknown unknown -> {
        maybeWritten = true;
        again(unknown.reason(), this::attempt);
      }
    }
  }

  private void verify() {
    asked(() -> store.load(job.key))
        .whenComplete((read, error) -> orEnd(() -> verified(error == null ? read : new StoreRead.Failed(String.valueOf(error)))));
  }

  private void verified(StoreRead read) {
    switch (read) {
      case StoreRead.Found found -> compare(found);
      case StoreRead.Missing missing -> {
        if (job.precondition instanceof Precondition.Absent) {
          again("the store said the object exists, then that it does not", this::attempt);
        } else {
          result.complete(new WriteOutcome.Overtaken(job.object + " has vanished from the store"));
        }
      }
      case StoreRead.Failed failed -> {
        // Whoever changed the object may have been an earlier attempt of this write.
        maybeWritten = true;
        again(failed.reason(), this::verify);
      }
    }
  }

  private void compare(StoreRead.Found found) {
    if (job.precondition instanceof Precondition.Matches matches && matches.etag().equals(found.etag())) {
      again("the store refused a condition that holds", this::attempt);
      return;
    }
    switch (codec.decode(job.object, found.body())) {
      case Envelope.Read.Corrupt corrupt -> result.complete(new WriteOutcome.Uncertain(corrupt.reason()));
      case Envelope.Read.Ok ok -> {
        Envelope stored = ok.envelope();
        if (stored.writeToken().equals(job.token)) {
          result.complete(new WriteOutcome.Durable(found.etag()));
        } else if (stored.epoch().compareTo(job.epoch) > 0) {
          result.complete(new WriteOutcome.Superseded(stored));
        } else {
          result.complete(new WriteOutcome.Overtaken("a late write of epoch " + stored.epoch() + " by " + stored.writerNode() + " came first"));
        }
      }
    }
  }

  private void again(String reason, Runnable step) {
    lastReason = reason;
    platform.scheduling().after(pause, () -> orEnd(() -> retry(step)));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void retry(Runnable step) {
    if (platform.ticker().nanos() - deadlineNanos < 0 && goOn.getAsBoolean()) {
      step.run();
    } else {
      result.complete(
          maybeWritten
              ? new WriteOutcome.Uncertain("not known whether " + job.object + " was written: " + lastReason)
              : new WriteOutcome.NotWritten(lastReason));
    }
  }
}

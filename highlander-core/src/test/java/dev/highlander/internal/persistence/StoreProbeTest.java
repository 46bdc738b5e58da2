package dev.highlander.internal.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.memory.MemoryStore;
import dev.highlander.memory.StoreFault;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import dev.highlander.spi.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreProbeTest {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong nowMillis = new AtomicLong(1_800_000_000_000L);
  private final Platform platform = new Platform(new SettableTicker(), this::passThenRun, threads, new SecureRandom());
  private final MemoryStore store = new MemoryStore();
  private Runnable whileWaiting = () -> {};
  private int waits;

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void aStoreThatDecidesAtomicallyPassesAndKeepsOnlyTheRecord() {
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));

    assertThat(keys("")).containsExactly(StoreProbe.RECORD_KEY);
  }

  @Test
  void aPassIsReusedForADayAndNoLonger() {
    probe(store);

    pass(Duration.ofDays(1).minusMillis(1));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));

    pass(Duration.ofMillis(1));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
    assertThat(probe(store)).as("the new pass is recorded over the old one").isEqualTo(new ProbeResult.Passed(true, true));
  }

  @Test
  void aStoreThatIsVouchedForIsNotProbedForADay() {
    assertThat(new StoreProbe(store, platform, "1").vouch().join()).isInstanceOf(StoreWrite.Written.class);

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));
    assertThat(new StoreProbe(store, platform, "1").vouch().join()).as("nothing is replaced").isInstanceOf(StoreWrite.Conflict.class);
    pass(Duration.ofDays(1));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
  }

  @Test
  void aPassOfAClockAheadCountsWithinWhatS3ToleratesOnly() {
    probe(store);

    pass(Duration.ofMinutes(-14));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));
    pass(Duration.ofMinutes(-2));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
  }

  @Test
  void aPassOfAnotherFrameworkVersionOrAnotherStoreDoesNotCount() {
    probe(store);

    assertThat(new StoreProbe(store, platform, "2").run().join()).isEqualTo(new ProbeResult.Passed(true, false));
    var elsewhere = new Wrapped(store) {
      @Override
      public String describe() {
        return "another address";
      }
    };
    assertThat(probe(elsewhere)).isEqualTo(new ProbeResult.Passed(true, false));
  }

  @Test
  void aRecordThatCanNotBeReadIsReplaced() {
    store.write(StoreProbe.RECORD_KEY, "{\"format\":1}".getBytes(UTF_8), Precondition.absent()).join();

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));
  }

  @Test
  void threeNodesThatStartAtTheSameMomentDoNotDisturbEachOther() {
    var shared = new MemoryStore(threads);
    for (int repetition = 0; repetition < 10; repetition++) {
      List<CompletableFuture<ProbeResult>> running =
          IntStream.range(0, 3).mapToObj(node -> new StoreProbe(shared, platform, "1").run()).toList();

      assertThat(running).allSatisfy(each -> assertThat(each.join()).isInstanceOf(ProbeResult.Passed.class));
      assertThat(shared.size()).as("keys left, the record among them").isOne();
      pass(Duration.ofDays(1));
    }
  }

  @Test
  void aStoreThatIgnoresIfNoneMatchIsRefused() {
    var careless = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
        return precondition instanceof Precondition.Absent && store.load(key).join() instanceof StoreRead.Found found
            ? super.write(key, body, Precondition.matches(found.etag()))
            : super.write(key, body, precondition);
      }
    };

    assertThat(failure(careless)).contains("in-memory store", "a second create was accepted");
    assertThat(keys(StoreProbe.RECORD_KEY)).isEmpty();
  }

  @Test
  void aStoreThatIgnoresIfMatchIsRefused() {
    var careless = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
        return precondition instanceof Precondition.Matches && store.load(key).join() instanceof StoreRead.Found found
            ? super.write(key, body, Precondition.matches(found.etag()))
            : super.write(key, body, precondition);
      }
    };

    assertThat(failure(careless)).contains("a stale If-Match was accepted");
  }

  @Test
  void aStoreThatLooksUpFirstAndWritesThenIsRefusedForItsCreates() {
    assertThat(failure(new LooksUpFirst(Precondition.Absent.class))).contains("racing creates", "racers were told that they had won");
  }

  @Test
  void aStoreThatLooksUpFirstAndWritesThenIsRefusedForItsReplacements() {
    assertThat(failure(new LooksUpFirst(Precondition.Matches.class))).contains("racing replacements", "racers were told that they had won");
  }

  @Test
  void aStoreThatReadsOldBytesIsRefused() {
    var stale = new Wrapped(store) {
      private volatile @Nullable StoreRead first;

      @Override
      public CompletableFuture<StoreRead> load(String key) {
        if (!key.endsWith("basics-1")) {
          return super.load(key);
        }
        first = first == null ? super.load(key).join() : first;
        return CompletableFuture.completedFuture(first);
      }
    };

    assertThat(failure(stale)).contains("a read after a replacement gave 'one' instead of 'two'");
  }

  @Test
  void aStoreThatCarriesOutWhatItRefusedIsRefused() {
    var lying = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
        StoreWrite answer = super.write(key, body, precondition).join();
        boolean lie = key.contains("round-3") && answer instanceof StoreWrite.Written;
        return CompletableFuture.completedFuture(lie ? new StoreWrite.Refused("quota") : answer);
      }
    };

    assertThat(failure(lying)).contains("a write that was refused was carried out");
  }

  @Test
  void losersMayBeAnsweredWithUnknownOrRetry() {
    var answers = new AtomicInteger();
    var rough = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
        return super.write(key, body, precondition).thenApply(answer -> !key.contains("round") || answer instanceof StoreWrite.Written
            ? answer
            : switch (answers.incrementAndGet() % 3) {
              case 0 -> new StoreWrite.Unknown("500");
              case 1 -> new StoreWrite.RetryCondition();
              default -> answer;
            });
      }
    };

    assertThat(probe(rough)).isEqualTo(new ProbeResult.Passed(true, false));
  }

  @Test
  void aWinnerWhoseAnswerWasLostIsFoundByWhatItWrote() {
    store.faults().next(key -> key.contains("round-5"), new StoreFault.LoseReply());

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
  }

  @Test
  void aRoundNobodyWonForLackOfConnectionIsRepeatedThreeTimesAtMost() {
    store.faults().every(key -> key.contains("round-4-1") || key.contains("round-4-2") ? new StoreFault.LoseRequest() : null);
    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));

    pass(Duration.ofDays(1));
    store.faults().every(key -> key.contains("round-4-") ? new StoreFault.LoseRequest() : null);
    assertThat(probe(store)).isInstanceOfSatisfying(ProbeResult.Unreachable.class,
        unreachable -> assertThat(unreachable.reason()).contains("nobody won", "lost"));
  }

  @Test
  void aStoreThatCanNotBeReadIsUnreachable() {
    store.faults().failReads("connection refused");

    assertThat(probe(store)).isEqualTo(new ProbeResult.Unreachable("connection refused"));
  }

  @Test
  void aStoreThatRefusesWritesIsUnreachableForTheReasonItGave() {
    store.faults().every(key -> new StoreFault.Refuse("403 AccessDenied"));

    assertThat(probe(store)).isInstanceOfSatisfying(ProbeResult.Unreachable.class,
        unreachable -> assertThat(unreachable.reason()).contains("403 AccessDenied"));
  }

  @Test
  void aStoreThatIgnoresTheConditionOfADeletePassesWithoutConditionalDelete() {
    var ignoring = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> delete(String key, String etag) {
        return store.load(key).join() instanceof StoreRead.Found found
            ? super.delete(key, found.etag())
            : CompletableFuture.completedFuture(new StoreWrite.Written(""));
      }
    };

    assertThat(probe(ignoring)).isEqualTo(new ProbeResult.Passed(false, false));
    assertThat(keys("")).containsExactly(StoreProbe.RECORD_KEY);
  }

  @Test
  void aStoreThatDecidesDeletesByLookingFirstPassesWithoutConditionalDelete() {
    var ignoring = new Wrapped(new MemoryStore(threads)) {
      @Override
      public CompletableFuture<StoreWrite> delete(String key, String etag) {
        return super.load(key).thenCompose(read -> read instanceof StoreRead.Found found && found.etag().equals(etag)
            ? super.load(key).thenCompose(again -> again instanceof StoreRead.Found now
                ? super.delete(key, now.etag()).thenApply(gone -> new StoreWrite.Written(""))
                : CompletableFuture.completedFuture(new StoreWrite.Written("")))
            : CompletableFuture.completedFuture(new StoreWrite.Conflict()));
      }
    };

    assertThat(probe(ignoring)).isEqualTo(new ProbeResult.Passed(false, false));
  }

  @Test
  void whatAKilledProbeLeftIsSweptAfterAnHourAndNotBefore() {
    String old = leaveRun(Duration.ofMinutes(61));
    String recent = leaveRun(Duration.ofMinutes(59));
    String strange = StoreProbe.RUNS + "notes.txt";
    store.write(strange, new byte[0], Precondition.absent()).join();

    probe(store);

    assertThat(keys(StoreProbe.RUNS)).containsExactly(recent, strange).doesNotContain(old);
  }

  @Test
  void whereDeletingIsForbiddenTheKeysOfProbesStayBoundedAndAnOldPassIsTrusted() {
    var keeping = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> delete(String key, String etag) {
        return CompletableFuture.completedFuture(new StoreWrite.Refused("403 AccessDenied"));
      }
    };

    for (int day = 0; day < 60; day++) {
      assertThat(probe(keeping)).isInstanceOf(ProbeResult.Passed.class);
      pass(Duration.ofDays(1));
    }

    assertThat(store.size()).isBetween(StoreProbe.MAX_LEFT, SnapshotStore.MAX_PAGE);
    assertThat(probe(keeping)).isEqualTo(new ProbeResult.Passed(false, true));
    assertThat(failure(new Wrapped(keeping) {
      @Override
      public String describe() {
        return "another address";
      }
    })).contains("another address", StoreProbe.RUNS, "delete them");
  }

  @Test
  void aRunThatTookTooLongConcludesNothing() {
    var slow = new Wrapped(store) {
      @Override
      public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
        pass(Duration.ofSeconds(2));
        return super.write(key, body, precondition);
      }
    };

    assertThat(probe(slow)).isInstanceOfSatisfying(ProbeResult.Unreachable.class,
        unreachable -> assertThat(unreachable.reason()).contains("too long"));
  }

  @Test
  void aNodeThatStartsWhileAnotherProbesWaitsForItsPassAndMakesNoRaces() {
    String first = leaveRun(Duration.ofSeconds(1));
    whileWaiting = () -> {
      if (waits == 20) {
        var pass = new ProbeRecord(1, store.describe(), "1", platform.ticker().wallClock(), true);
        store.write(StoreProbe.RECORD_KEY, pass.toBytes(), Precondition.absent()).join();
      } else {
        store.write(first + waits, new byte[0], Precondition.absent()).join();
      }
    };

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));

    assertThat(waits).isEqualTo(20);
    assertThat(keys(StoreProbe.RUNS)).as("only the other's keys are left").allMatch(key -> key.startsWith(first));
  }

  @Test
  void aNodeDoesNotWaitLongForAnotherThatMakesNoProgress() {
    leaveRun(Duration.ofSeconds(1));

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));

    assertThat(waits).isBetween(1, 20);
  }

  @Test
  void aNodeDoesNotWaitForOneThatBeganLaterOrLongAgo() {
    leaveRun(Duration.ofSeconds(-1));
    leaveRun(Duration.ofMinutes(6));

    assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));

    assertThat(waits).isZero();
  }

  private String leaveRun(Duration age) {
    String key = StoreProbe.RUNS + (nowMillis.get() - age.toMillis()) + "-" + platform.newId() + "/round-1-1";
    store.write(key, new byte[0], Precondition.absent()).join();
    return key;
  }

  private synchronized Scheduling.Timer passThenRun(Duration delay, Runnable task) {
    pass(delay);
    waits++;
    whileWaiting.run();
    task.run();
    return () -> {};
  }

  private void pass(Duration time) {
    nowMillis.addAndGet(time.toMillis());
  }

  private ProbeResult probe(SnapshotStore probed) {
    return new StoreProbe(probed, platform, "1").run().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private String failure(SnapshotStore probed) {
    ProbeResult result = probe(probed);
    assertThat(result).isInstanceOf(ProbeResult.Failed.class);
    return ((ProbeResult.Failed) result).sentence();
  }

  private List<String> keys(String prefix) {
    var page = (SnapshotStore.Listing.Page) store.list(prefix, null, 1_000).join();
    return page.entries().stream().map(SnapshotStore.Entry::key).toList();
  }

  /** Looks whether the condition holds and writes afterwards, as broken products do; of racers, two always look before either writes. */
  private final class LooksUpFirst extends Wrapped {
    private final Class<? extends Precondition> kind;
    private final Map<String, CompletableFuture<Boolean>> firstLook = new ConcurrentHashMap<>();

    LooksUpFirst(Class<? extends Precondition> kind) {
      super(new MemoryStore(threads));
      this.kind = kind;
    }

    @Override
    public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
      if (!kind.isInstance(precondition)) {
        return super.write(key, body, precondition);
      }
      return load(key).thenCompose(read -> held(read, precondition)
          ? untilAnotherLooked(key + precondition).thenCompose(go -> overwrite(key, body))
          : CompletableFuture.completedFuture(new StoreWrite.Conflict()));
    }

    private CompletableFuture<Boolean> untilAnotherLooked(String race) {
      var mine = new CompletableFuture<Boolean>();
      CompletableFuture<Boolean> first = race.contains("round") ? firstLook.putIfAbsent(race, mine) : mine;
      if (first == null) {
        return mine;
      }
      first.complete(true);
      return CompletableFuture.completedFuture(true);
    }

    private boolean held(StoreRead read, Precondition precondition) {
      return switch (precondition) {
        case Precondition.Absent absent -> read instanceof StoreRead.Missing;
        case Precondition.Matches(String etag) -> read instanceof StoreRead.Found found && found.etag().equals(etag);
      };
    }

    private CompletableFuture<StoreWrite> overwrite(String key, byte[] body) {
      return load(key)
          .thenCompose(now -> super.write(key, body,
              now instanceof StoreRead.Found found ? Precondition.matches(found.etag()) : Precondition.absent()))
          .thenCompose(answer -> answer instanceof StoreWrite.Written
              ? CompletableFuture.completedFuture(answer)
              : overwrite(key, body));
    }
  }

  private static class Wrapped implements SnapshotStore {
    private final SnapshotStore inner;

    Wrapped(SnapshotStore inner) {
      this.inner = inner;
    }

    @Override
    public CompletableFuture<StoreRead> load(String key) {
      return inner.load(key);
    }

    @Override
    public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
      return inner.write(key, body, precondition);
    }

    @Override
    public CompletableFuture<StoreWrite> delete(String key, String etag) {
      return inner.delete(key, etag);
    }

    @Override
    public CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit) {
      return inner.list(prefix, after, limit);
    }

    @Override
    public String describe() {
      return inner.describe();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private final class SettableTicker implements Ticker {
    @Override
    public long nanos() {
      return nowMillis.get() * 1_000_000;
    }

    @Override
    public long wallMillis() {
      return nowMillis.get();
    }
  }
}

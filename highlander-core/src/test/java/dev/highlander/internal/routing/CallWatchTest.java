package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.Caller;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.memory.MemoryNetwork;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallWatchTest {

  /** More than there are slots, and more than one hash value's neighbourhood holds. */
  private static final int MANY = 5_000;

  private final ManualPlatform time = new ManualPlatform(3);
  private boolean clockBroken;
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long nanos() {
          if (clockBroken) {
            throw new IllegalStateException("no time");
          }
          return time.platform().ticker().nanos();
        }

        @Override
        public long wallMillis() {
          return time.platform().ticker().wallMillis();
        }
      };
  private final Platform platform =
      new Platform(ticker, time.platform().scheduling(), time.platform().executor(), time.platform().random());
  private final RouterContext context =
      new RouterContext(
          platform,
          new RouterSettings(3, Duration.ofMinutes(10), 10),
          null,
          new MemoryNetwork(platform, 1_000, 10).client("c"),
          new PlacementService(List.of(), "next", new TypeRegistry(List.of()), platform.random()),
          new LocationCache(10),
          () -> null);
  private final Router router = new Router(context);

  private Invocation query() {
    return new Invocation(
        new ObjectId("note", "a"),
        new Operation.Query("text"),
        Arguments.NONE,
        Caller.user("alice"),
        null,
        0,
        false,
        List.of(),
        false,
        ticker.nanos() + Duration.ofSeconds(5).toNanos());
  }

  @Test
  void everyCallThatHasNotLeftIsVisitedOnceHoweverManyThereAre() {
    CallWatch watch = new CallWatch();
    List<RoutedCall> calls = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      RoutedCall call = new RoutedCall(context, router, query());
      calls.add(call);
      watch.enter(call, i % 7);
    }
    for (int i = 0; i < MANY; i += 2) {
      watch.leave(calls.get(i));
    }

    Map<RoutedCall, Integer> visits = new IdentityHashMap<>();
    watch.each(call -> visits.merge(call, 1, Integer::sum));

    assertThat(visits.values()).hasSize(MANY / 2).containsOnly(1);
    for (int i = 0; i < MANY; i++) {
      assertThat(visits.containsKey(calls.get(i))).isEqualTo(i % 2 == 1);
    }
  }

  @Test
  void aSlotThatWasLeftIsUsedAgainAndItsFormerCallDoesNotDisturb() {
    CallWatch watch = new CallWatch();
    List<RoutedCall> now = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      now.forEach(watch::leave);
      now.clear();
      for (int i = 0; i < MANY; i++) {
        RoutedCall call = new RoutedCall(context, router, query());
        now.add(call);
        watch.enter(call, i);
      }
    }

    List<RoutedCall> visited = new ArrayList<>();
    watch.each(visited::add);

    assertThat(visited).hasSize(MANY).containsExactlyInAnyOrderElementsOf(now);
  }

  @Test
  void aSweepThatFailsDoesNotEndTheSweeping() {
    router.start();
    CompletableFuture<Answer> call = router.route(query());
    time.advance(Duration.ofSeconds(1));
    clockBroken = true;
    for (int sweep = 0; sweep < 3; sweep++) {
      assertThatThrownBy(() -> time.advance(Duration.ofSeconds(1))).hasMessage("no time");
    }
    clockBroken = false;

    time.advance(Duration.ofSeconds(6));

    assertThat(call).isCompletedWithValueMatching(
        answer -> answer instanceof Answer.Failed failed && failed.problem().kind() == ErrorKind.UNAVAILABLE);
  }
}

package dev.highlander.internal.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Ref;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.lease.NodeLease;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.internal.routing.Router;
import dev.highlander.internal.routing.RouterContext;
import dev.highlander.internal.routing.RouterSettings;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.Member;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Transport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers wait without time-outs of their own, for a router that real timers watch, while the transport answers nobody at all. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {

  @Persistent("note")
  record Note(String text) {
    @Update Note rewrite(String next) { return new Note(next); }
    @Query String read() { return text; }
  }

  private final SystemPlatform system = new SystemPlatform("deadlines");

  /** As busy as can be: nothing that is given to it ever runs. */
  private final Platform busy = new Platform(system.platform().ticker(), system.platform().scheduling(), task -> { }, system.platform().random());

  private final CountDownLatch sent = new CountDownLatch(1);
  private Router router;
  private Ref<Note> note;

  @BeforeEach
  void startARouterWhoseTransportIsMute() throws ExecutionException, InterruptedException {
    Registry.Profile profile = new Registry.Profile("caller", "", "test", Member.Role.CLIENT, Map.of());
    IncarnationListener deaf =
        (IncarnationListener)
            Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IncarnationListener.class}, (proxy, method, arguments) -> null);
    Incarnation incarnation =
        new MemoryRegistry(new MemoryCluster(system.platform()), system.platform()).join(profile, deaf).get();
    Tenure tenure = new Tenure(incarnation, new NodeLease(busy.ticker(), Duration.ofSeconds(2)), 1);
    TypeRegistry types = new TypeRegistry(List.of(ReflectiveModelReader.read(Note.class)));
    LocationCache locations = new LocationCache(10);
    locations.remember(new ObjectId("note", "a"), new Holder("a-life-of-the-owner", "owner", "127.0.0.1:1", 1, 1));
    RouterSettings settings = new RouterSettings(3, Duration.ofMinutes(10), 10);
    PlacementService placement = new PlacementService(List.of(), "next", types, busy.random());
    router = new Router(new RouterContext(busy, settings, null, new Mute(), placement, locations, () -> tenure));
    router.start();
    note =
        new RefFactory(router, types, new JsonCodec(), busy, id -> Optional.empty(), Caller.service("caller"), Duration.ofMinutes(1))
            .ref(Note.class, "a");
  }

  @AfterEach
  void stop() {
    system.close();
  }

  @Test
  void nobodyWaitsMuchLongerThanTheDeadline() {
    RequestId id = RequestId.named("mine");
    long begun = System.nanoTime();

    assertThatThrownBy(() -> note.within(Duration.ofMillis(1)).query(Note::read)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> note.withRequest(id).within(Duration.ofMillis(1)).update(Note::rewrite, "x"))
        .isInstanceOfSatisfying(OutcomeUnknown.class, e -> assertThat(e.requestId()).isEqualTo(id));

    assertThat(System.nanoTime() - begun).isLessThan(SECONDS.toNanos(10));
  }

  @Test
  void aRouterThatStopsLetsEverybodyGo() throws InterruptedException {
    FutureTask<String> waiting = new FutureTask<>(() -> note.query(Note::read));
    Thread.ofVirtual().start(waiting);
    sent.await();

    router.stop();

    assertThatThrownBy(waiting::get).hasCauseInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> note.query(Note::read)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> note.update(Note::rewrite, "x")).isInstanceOf(Unavailable.class);
  }

  /** Takes requests and does nothing, although it promised to tell when their time is up. */
  private final class Mute implements Transport {
    @Override
    public CompletableFuture<String> start(RequestHandler handler) {
      return CompletableFuture.completedFuture("");
    }

    @Override
    public void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
      sent.countDown();
    }

    @Override
    public void close() {}
  }
}

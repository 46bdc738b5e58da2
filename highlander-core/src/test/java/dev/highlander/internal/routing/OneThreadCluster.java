package dev.highlander.internal.routing;

import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.HandOffSettings;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.RequestId;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.internal.BrittleTransport;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.activation.HostContext;
import dev.highlander.internal.activation.HostSettings;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.directory.LocationCache;
import dev.highlander.internal.handoff.HandOffContext;
import dev.highlander.internal.handoff.HandOffReceiver;
import dev.highlander.internal.handoff.HandOffService;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.internal.placement.PlacementService;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryNetwork;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.memory.MemoryStore;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Transport;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A whole cluster on one thread: the real core on in-memory registry, store and network, with time in the test's hand. */
final class OneThreadCluster {

  /** How long an heir waits for a release. */
  static final Duration HEIRS_PATIENCE = Duration.ofSeconds(10);

  /** What is called here. */
  @Persistent("tally")
  record Tally(int value) {
    @Update
    Change<Tally, Integer> add(int amount) {
      return Change.to(new Tally(value + amount)).reply(value + amount);
    }

    @Update
    Change<Tally, Integer> addSlowly(int amount) {
      during.run();
      return add(amount);
    }

    @Query
    int total() {
      return value;
    }
  }

  /** What a slow handler does while it runs. */
  static volatile Runnable during = () -> { };

  /** Belongs to one node, or else to another one. */
  @Persistent(value = "homely", preferred = {"home", "second"})
  record Homely(int value) {
    @Update
    Homely muse() {
      during.run();
      return this;
    }

    @Query
    int total() {
      return value;
    }
  }

  /** The same in a version that prefers them in another order. */
  @Persistent(value = "homely", preferred = {"second", "home"})
  record Restless(int value) {
    @Query
    int total() {
      return value;
    }
  }

  private static final ObjectSpace NO_CALLS =
      (ObjectSpace)
          Proxy.newProxyInstance(
              OneThreadCluster.class.getClassLoader(),
              new Class<?>[] {ObjectSpace.class},
              (proxy, method, arguments) -> {
                throw new IllegalStateException("no calls from handlers here");
              });

  final ManualPlatform time;
  final MemoryCluster registry;
  final MemoryNetwork network;
  final MemoryStore store = new MemoryStore();
  final ServiceLog service;

  /** What every request throws that is sent from now on; null for none. */
  @Nullable Error broken;

  /** Of the nodes that are made from now on. */
  HandOffSettings handOff = HandOffSettings.DEFAULT;

  /** Of the nodes that are made from now on. */
  TypeRegistry types = new TypeRegistry(List.of(ReflectiveModelReader.read(Tally.class), ReflectiveModelReader.read(Homely.class)));
  /** Those of another version of the program. */
  final TypeRegistry otherTypes =
      new TypeRegistry(List.of(ReflectiveModelReader.read(Tally.class), ReflectiveModelReader.read(Restless.class)));

  private final JsonCodec json = new JsonCodec();

  OneThreadCluster(long seed) {
    time = new ManualPlatform(seed);
    service = new ServiceLog(time.platform().ticker());
    registry = new MemoryCluster(time.platform());
    network = new MemoryNetwork(time.platform(), 1 << 20, 1_000);
  }

  /** One process. */
  final class Process {
    final String name;
    final @Nullable ObjectHost host;
    final Router router;
    final TenureKeeper keeper;
    final @Nullable HandOffService moving;
    final Transport transport;

    Process(String name, Member.Role role) {
      this.name = name;
      boolean node = role == Member.Role.NODE;
      transport = new BrittleTransport(node ? network.node(name, name + ":1") : network.client(name), () -> broken);
      HostSettings limits =
          new HostSettings(
              Duration.ofMillis(2_200), Duration.ofSeconds(60), 100, 10_000, 100, 10_000, Duration.ofMinutes(10), Duration.ofSeconds(5));
      HostContext context =
          new HostContext(
              name, time.platform(), store, true, new EnvelopeCodec(), json, limits, service.of(name), () -> NO_CALLS);
      host = node ? new ObjectHost(context, types) : null;
      LocationCache locations = new LocationCache(1_000);
      PlacementService placement = new PlacementService(List.of(), "next", types, time.platform().random());
      router =
          new Router(
              new RouterContext(
                  time.platform(),
                  new RouterSettings(3, Duration.ofMinutes(10), 1_000),
                  host,
                  transport,
                  placement,
                  locations,
                  this::tenure));
      if (host == null) {
        moving = null;
        transport.start(
            (peer, body, responder) -> {
              throw new IllegalStateException("a client is not called");
            });
      } else {
        moving =
            new HandOffService(
                new HandOffContext(name, time.platform(), host, transport, placement, locations, this::tenure, handOff, HEIRS_PATIENCE));
        transport.start(
            new HandOffReceiver(
                host, this::tenure, HEIRS_PATIENCE, new InboundDispatcher(host, this::tenure, types, json, time.platform().ticker())));
      }
      keeper =
          new TenureKeeper(
              time.platform(),
              new MemoryRegistry(registry, time.platform()),
              new Registry.Profile(name, node ? name + ":1" : "", "test", role, Map.of()),
              root -> CompletableFuture.completedFuture(1L),
              new TenureKeeper.Times(Duration.ofSeconds(2), Duration.ofMillis(250)),
              new Observer());
      if (host != null) {
        host.start();
        moving.start();
      }
      router.start();
      keeper.join();
      time.advance(Duration.ofMillis(1));
    }

    private @Nullable Tenure tenure() {
      return keeper == null ? null : keeper.current();
    }

    String incarnation() {
      Tenure now = tenure();
      if (now == null) {
        throw new IllegalStateException(name + " has no tenure");
      }
      return now.incarnation().id();
    }

    private final class Observer implements TenureKeeper.Observer {
      @Override
      public void began(Tenure tenure) {
        if (host != null) {
          host.tenure(tenure);
        }
        if (moving != null) {
          moving.began(tenure);
        }
      }

      @Override
      public void ended(Tenure tenure, String reason) {
        if (host != null) {
          host.tenure(null);
          host.ended(tenure, reason);
        }
      }

      @Override
      public void members(MembershipView view) {
        router.members(view);
      }
    }

    CompletableFuture<Answer> add(String id, int amount) {
      return call(id, new Operation.Update("add"), "[" + amount + "]", null, Duration.ofSeconds(30));
    }

    CompletableFuture<Answer> total(String id) {
      return call(id, new Operation.Query("total"), "[]", null, Duration.ofSeconds(30));
    }

    CompletableFuture<Answer> addSlowly(String id, int amount) {
      return call(id, new Operation.Update("addSlowly"), "[" + amount + "]", null, Duration.ofSeconds(60));
    }

    CompletableFuture<Answer> muse(String id) {
      return call(new ObjectId("homely", id), new Operation.Update("muse"), "[]", null, Duration.ofSeconds(60));
    }

    CompletableFuture<Answer> homely(String id) {
      return call(new ObjectId("homely", id), new Operation.Query("total"), "[]", null, Duration.ofSeconds(30));
    }

    CompletableFuture<Answer> call(String id, Operation operation, String arguments, @Nullable RequestId request, Duration deadline) {
      return call(new ObjectId("tally", id), operation, arguments, request, deadline);
    }

    CompletableFuture<Answer> call(
        ObjectId object, Operation operation, String arguments, @Nullable RequestId request, Duration deadline) {
      CompletableFuture<Answer> answer =
          router.route(
              new Invocation(
                  object,
                  operation,
                  new Arguments.Json(arguments.getBytes(StandardCharsets.UTF_8)),
                  Caller.user("alice"),
                  request,
                  0,
                  false,
                  List.of(),
                  false,
                  time.platform().ticker().nanos() + deadline.toNanos()));
      time.run();
      return answer;
    }
  }

  Process node(String name) {
    return new Process(name, Member.Role.NODE);
  }

  Process client(String name) {
    return new Process(name, Member.Role.CLIENT);
  }

  /** Lets time pass until the answer is there. */
  Answer answer(CompletableFuture<Answer> call) {
    time.advanceUntil(call::isDone);
    return call.join();
  }

  /** The value of an answer as text; fails if it is not one. */
  String value(CompletableFuture<Answer> call) {
    if (!(answer(call) instanceof Answer.Done done)) {
      throw new AssertionError("expected a value, got " + call.join());
    }
    return done.value() instanceof Payload.Json value
        ? new String(value.value(), StandardCharsets.UTF_8)
        : String.valueOf(((Payload.Live) done.value()).value());
  }
}

package dev.highlander.internal.activation;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.RequestId;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.lease.NodeLease;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.lease.TenureKeeper;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.memory.MemoryStore;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hosts on one thread: the real activation code on an in-memory registry and store, with time in the test's hand. */
final class HostFixture {

  static final HostSettings SETTINGS =
      new HostSettings(
          Duration.ofMillis(2_200), Duration.ofSeconds(60), 10, 2_000, 8, 4_000, Duration.ofMinutes(10), Duration.ofSeconds(10));

  /** Handlers of these tests call nothing. */
  private static final ObjectSpace NO_CALLS =
      (ObjectSpace)
          Proxy.newProxyInstance(
              HostFixture.class.getClassLoader(),
              new Class<?>[] {ObjectSpace.class},
              (proxy, method, arguments) -> {
                throw new IllegalStateException("no calls from handlers here");
              });

  final ManualPlatform time = new ManualPlatform(42);
  final MemoryStore store = new MemoryStore();

  /** Happens whenever a host draws a random number. */
  Runnable onRandom = () -> { };

  final MemoryCluster cluster = new MemoryCluster(time.platform());
  final JsonCodec json = new JsonCodec();
  final EnvelopeCodec envelopes = new EnvelopeCodec();
  final TypeRegistry types =
      new TypeRegistry(Stream.of(Account.class, Brittle.class, Figures.class, Gated.class).<TypeModel<?>>map(ReflectiveModelReader::read).toList());

  /** A node of the fixture. */
  final class Node {
    final String name;
    final ObjectHost host;
    final TenureKeeper keeper;
    private long sequence;

    Node(String name, HostSettings settings) {
      this.name = name;
      this.host =
          new ObjectHost(
              new HostContext(name, hosting(), store, true, envelopes, json, settings, new NodeListener() {}, () -> NO_CALLS),
              types);
      this.keeper =
          new TenureKeeper(
              time.platform(),
              new MemoryRegistry(cluster, time.platform()),
              new Registry.Profile(name, name + ":1", "test", Member.Role.NODE, Map.of()),
              root -> CompletableFuture.completedFuture(1L),
              new TenureKeeper.Times(Duration.ofSeconds(2), Duration.ofMillis(250)),
              new TenureKeeper.Observer() {
                @Override
                public void began(Tenure tenure) {
                  host.tenure(tenure);
                }

                @Override
                public void ended(Tenure tenure, String reason) {
                  host.tenure(null);
                  host.ended(tenure, reason);
                }

                @Override
                public void members(MembershipView view) {}
              });
      host.start();
      keeper.join();
      time.advance(Duration.ofMillis(1));
    }

    NodeLease lease() {
      return tenure().lease();
    }

    Tenure tenure() {
      Tenure now = keeper.current();
      if (now == null) {
        throw new IllegalStateException(name + " has no tenure");
      }
      return now;
    }

    RequestId nextRequest() {
      return new RequestId.Sequenced(tenure().incarnation().id(), ++sequence);
    }

    Pending update(String id, String handler, String arguments) {
      return call(id, new Operation.Update(handler), arguments, nextRequest(), false);
    }

    Pending update(ObjectId object, String handler, String arguments) {
      return call(object, new Operation.Update(handler), arguments, nextRequest(), false, 0, Caller.user("alice"));
    }

    Pending query(String id, String handler) {
      return call(id, new Operation.Query(handler), "[]", null, false);
    }

    Pending call(String id, Operation operation, String arguments, @Nullable RequestId request, boolean repeated) {
      return call(id, operation, arguments, request, repeated, 0, Caller.user("alice"));
    }

    Pending call(
        String id, Operation operation, String arguments, @Nullable RequestId request, boolean repeated, long lowest, Caller caller) {
      return call(new ObjectId("account", id), operation, arguments, request, repeated, lowest, caller);
    }

    Pending call(
        ObjectId object,
        Operation operation,
        String arguments,
        @Nullable RequestId request,
        boolean repeated,
        long lowest,
        Caller caller) {
      Invocation invocation = invocation(object, operation, arguments, request, repeated, lowest, caller);
      Pending pending = new Pending();
      call(invocation, pending.answers::add);
      return pending;
    }

    Invocation invocation(
        ObjectId object,
        Operation operation,
        String arguments,
        @Nullable RequestId request,
        boolean repeated,
        long lowest,
        Caller caller) {
      return new Invocation(
          object,
          operation,
          new Arguments.Json(arguments.getBytes(StandardCharsets.UTF_8)),
          caller,
          request,
          lowest,
          repeated,
          List.of(),
          false,
          time.platform().ticker().nanos() + Duration.ofSeconds(30).toNanos());
    }

    void call(Invocation invocation, AnswerSink sink) {
      host.invoke(invocation, sink);
      time.run();
    }
  }

  /** A call and what came back. */
  static final class Pending {
    final List<Answer> answers = new CopyOnWriteArrayList<>();

    boolean answered() {
      return !answers.isEmpty();
    }

    Answer answer() {
      if (answers.size() != 1) {
        throw new AssertionError("expected exactly one answer, got " + answers);
      }
      return answers.getFirst();
    }
  }

  private Platform hosting() {
    Platform real = time.platform();
    return new Platform(real.ticker(), real.scheduling(), real.executor(), () -> {
      onRandom.run();
      return real.random().nextLong();
    });
  }

  Node node(String name) {
    return new Node(name, SETTINGS);
  }

  Answer answer(Pending pending) {
    time.advanceUntil(pending::answered);
    return pending.answer();
  }
}

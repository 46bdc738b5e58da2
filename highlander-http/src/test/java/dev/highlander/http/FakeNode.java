package dev.highlander.http;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.HighlanderNode;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.report.DrainReport;
import dev.highlander.report.NodeReport;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node whose router gives the answers a test wants and remembers what it was asked. */
final class FakeNode implements HighlanderNode, NodeInternals {

  /** A type of each handler shape that the gateway tells apart. */
  @Persistent("note")
  record Note(String text) {
    @Initial
    static Note blank() {
      return new Note("blank");
    }

    @Update
    Note write(String next) {
      return new Note(next);
    }

    @Query
    int length() {
      return text.length();
    }

    @Update
    @Allow("anybody")
    Note location(String where) {
      return new Note(where);
    }

    boolean anybody() {
      return true;
    }
  }

  static final Receipt STORED = new Receipt(true, 7, "B1rth-_x", new Epoch(1, 42), "node-1");
  static final Receipt NEVER_STORED = new Receipt(false, 0, "", new Epoch(1, 42), "node-1");

  final List<Invocation> asked = Collections.synchronizedList(new ArrayList<>());
  final List<String> listed = Collections.synchronizedList(new ArrayList<>());
  volatile Function<Invocation, CompletableFuture<Answer>> router = call -> CompletableFuture.completedFuture(done("{\"text\":\"hi\"}"));
  volatile @Nullable Answer here;
  volatile NodeReport.State state = NodeReport.State.RUNNING;
  volatile List<String> ids = List.of("a", "b/c", "..");
  volatile Optional<Location> location = Optional.empty();
  volatile Supplier<DrainReport> drain = () -> new DrainReport(40, 2, 0, Duration.ofMillis(1_234));

  private final TypeRegistry types = new TypeRegistry(List.of(ReflectiveModelReader.read(Note.class)));
  private final JsonCodec codec = new JsonCodec();
  private final Platform platform = new Platform(new SystemTicker(), new NoTimers(), Runnable::run, new Random(1));

  static Answer done(String json) {
    return done(json, STORED);
  }

  static Answer done(String json, Receipt receipt) {
    return new Answer.Done(new Payload.Json(json.getBytes(StandardCharsets.UTF_8)), receipt);
  }

  void answers(Answer answer) {
    router = call -> CompletableFuture.completedFuture(answer);
  }

  Invocation onlyCall() {
    if (asked.size() != 1) {
      throw new AssertionError("expected one call, the router got " + asked);
    }
    return asked.getFirst();
  }

  @Override
  public CallRouter router() {
    return new CallRouter() {
      @Override
      public CompletableFuture<Answer> route(Invocation invocation) {
        asked.add(invocation);
        return router.apply(invocation);
      }

      @Override
      public @Nullable Answer readHere(Invocation invocation) {
        if (invocation.operation().writes()) {
          throw new AssertionError("a write was asked for on the calling thread: " + invocation);
        }
        return here;
      }
    };
  }

  @Override
  public TypeRegistry types() {
    return types;
  }

  @Override
  public JsonCodec codec() {
    return codec;
  }

  @Override
  public Platform platform() {
    return platform;
  }

  @Override
  public String name() {
    return "node-1";
  }

  @Override
  public String address() {
    return "127.0.0.1:7000";
  }

  @Override
  public DrainReport drain() {
    return drain.get();
  }

  @Override
  public <S> Ref<S> ref(Class<S> type, String id) {
    throw new UnsupportedOperationException("the gateway does not use references");
  }

  @Override
  public List<String> ids(Class<?> type, String prefix, @Nullable String after, int limit) {
    throw new UnsupportedOperationException("the gateway lists by type name");
  }

  @Override
  public List<String> ids(String type, String prefix, @Nullable String after, int limit) {
    listed.add(type + "|" + prefix + "|" + after + "|" + limit);
    return ids.subList(0, Math.min(limit, ids.size()));
  }

  @Override
  public Optional<Location> location(ObjectId object) {
    listed.add(object.toString());
    return location;
  }

  @Override
  public NodeReport report() {
    return new NodeReport(
        "node-1",
        "inc",
        "127.0.0.1:7000",
        state,
        1_500,
        3,
        Map.of("note", 2),
        List.of(
            new NodeReport.MemberReport("node-1", "inc", "127.0.0.1:7000", "node", false),
            new NodeReport.MemberReport("node-2", "inc2", "127.0.0.1:7001", "node", true)));
  }

  @Override
  public void close() {}

  static Caller alice() {
    return Caller.user("alice");
  }

  private static final class SystemTicker implements Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long wallMillis() {
      return System.currentTimeMillis();
    }
  }

  private static final class NoTimers implements Scheduling {
    @Override
    public Timer after(java.time.Duration delay, Runnable task) {
      throw new UnsupportedOperationException("the gateway sets no timers of the node's");
    }
  }
}

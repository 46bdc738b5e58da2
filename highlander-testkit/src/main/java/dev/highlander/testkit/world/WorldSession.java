package dev.highlander.testkit.world;

import dev.highlander.Unavailable;
import dev.highlander.zookeeper.ZkOp;
import dev.highlander.zookeeper.ZkReply;
import dev.highlander.zookeeper.ZkSession;
import dev.highlander.zookeeper.ZkStat;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The client's side of one session: it goes to another server when a connection breaks, and ends when it is told or alone too long. */
final class WorldSession implements ZkSession {

  private static final long FIRST_PAUSE_NANOS = 10_000_000;
  private static final long LONGEST_PAUSE_NANOS = 900_000_000;

  private final Ensemble ensemble;
  private final Holds heldRequests;
  private final Holds heldReplies;
  private final Machine machine;
  private final int life;
  private final long timeoutNanos;
  private final Map<String, Set<ZkRequest.Watch>> watches = new LinkedHashMap<>();
  private @Nullable Listener listener;
  private @Nullable Connection connection;
  private long id;
  private int connections;
  private long seenZxid;
  private long lastContactNanos;
  private long lastLocalNanos;
  private boolean over;

  WorldSession(Ensemble ensemble, Machine machine, long timeoutNanos, Holds heldRequests, Holds heldReplies) {
    this.ensemble = ensemble;
    this.heldRequests = heldRequests;
    this.heldReplies = heldReplies;
    this.machine = machine;
    this.life = machine.life();
    this.timeoutNanos = timeoutNanos;
    this.lastContactNanos = machine.nanos();
  }

  Machine machine() {
    return machine;
  }

  /** The process that it belongs to, of those that ran on its machine. */
  int life() {
    return life;
  }

  Holds heldRequests() {
    return heldRequests;
  }

  Holds heldReplies() {
    return heldReplies;
  }

  @Override
  public long id() {
    return id;
  }

  /** Whether the leader hears of it now. */
  boolean heard() {
    Connection now = connection;
    return now != null && !over && machine.life() == life && now.alive();
  }

  /** The number of the server that it is connected to; -1 if none. */
  int server() {
    Connection now = connection;
    return now == null ? -1 : now.server().number();
  }

  /** The process is gone: its socket is closed, and nobody hears of the session any more. */
  void abandon() {
    Connection now = connection;
    if (now != null) {
      now.closed();
    }
  }

  /** Its connection breaks; it will look for another server. */
  void breakConnection() {
    Connection now = connection;
    if (now != null) {
      now.drop("the connection broke");
    }
  }

  /** Whether it belongs to the process that runs on its machine now, and is not over. */
  boolean present() {
    return !over && machine.life() == life;
  }

  // ---- opening ----

  /** Connects for the first time. */
  void open(long withinNanos, Function<ZkSession, Listener> user, CompletableFuture<ZkSession> opened) {
    long until = machine.nanos() + withinNanos;
    attempt(until, user, opened);
  }

  private void attempt(long untilLocal, Function<ZkSession, Listener> user, CompletableFuture<ZkSession> opened) {
    Server server = ensemble.reachable(machine, 0);
    if (server == null) {
      if (machine.nanos() >= untilLocal) {
        opened.completeExceptionally(new Unavailable("no simulated ZooKeeper server within the time"));
      } else {
        later(pause(), () -> attempt(untilLocal, user, opened));
      }
      return;
    }
    later(
        ensemble.latency() * 3,
        () -> {
          if (!ensemble.up() || !server.inTouch()) {
            attempt(untilLocal, user, opened);
            return;
          }
          id = ensemble.begin(this, timeoutNanos);
          connect(server);
          listener = user.apply(this);
          opened.complete(this);
        });
  }

  private void connect(Server server) {
    Connection made = new Connection(this, server, ++connections);
    connection = made;
    lastContactNanos = machine.nanos();
    if (ensemble.cutOff(machine)) {
      made.stall();
    }
  }

  private long pause() {
    return ensemble.steady() ? FIRST_PAUSE_NANOS : ensemble.random().nextLong(FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
  }

  private void later(long nanos, Runnable task) {
    ensemble.timeline().on(machine, life, ensemble.timeline().now() + nanos, task);
  }

  // ---- the life of a connection ----

  /** It carries nothing; the client notices after two thirds of the session's time. */
  void stalled(Connection which) {
    long read = timeoutNanos * 2 / 3;
    later(ensemble.random().nextLong(read / 4, read), () -> disconnected(which, "nothing was heard"));
  }

  void disconnected(Connection which, String why) {
    if (connection != which || over) {
      return;
    }
    connection = null;
    which.closed();
    lastContactNanos = machine.nanos();
    lose(which, new ZkRequest.Outcome.Lost(why));
    if (!over) {
      tell(Listener::onSuspended);
      later(pause(), this::reconnect);
    }
  }

  private void lose(Connection which, ZkRequest.Outcome outcome) {
    for (ZkRequest request = which.sent().poll(); request != null; request = which.sent().poll()) {
      request.answer(outcome);
    }
  }

  private void reconnect() {
    if (over || connection != null) {
      return;
    }
    if (machine.nanos() - lastContactNanos > timeoutNanos) {
      end("no server was reached for the session's time-out");
      return;
    }
    Server server = ensemble.reachable(machine, ensemble.knows(id) ? seenZxid : 0);
    if (server == null) {
      later(pause(), this::reconnect);
      return;
    }
    later(ensemble.latency() * 3, () -> resume(server));
  }

  private void resume(Server server) {
    if (over || connection != null) {
      return;
    }
    if (!ensemble.up() || !server.inTouch() || ensemble.cutOff(machine)) {
      later(pause(), this::reconnect);
    } else if (!ensemble.renews(id)) {
      end("it expired");
    } else {
      connect(server);
      tell(Listener::onResumed);
      rearm(server);
    }
  }

  /** Sets the watches again; those that missed a change fire. */
  private void rearm(Server server) {
    Connection now = connection;
    Map<String, Set<ZkRequest.Watch>> all = new LinkedHashMap<>(watches);
    all.forEach(
        (path, kinds) -> {
          Znodes.Znode node = server.nodes().find(path);
          for (ZkRequest.Watch kind : EnumSet.copyOf(kinds)) {
            long changed = node == null ? Long.MAX_VALUE : kind == ZkRequest.Watch.DATA ? node.mzxid : node.pzxid;
            if (now == null || connection != now) {
              return;
            }
            if (changed > seenZxid) {
              now.fired(path);
            } else {
              server.watch(kind, path, now);
            }
          }
        });
  }

  void answered(Connection which, ZkRequest request, ZkRequest.Outcome outcome, long zxid) {
    if (connection != which) {
      return;
    }
    seenZxid = Math.max(seenZxid, zxid);
    if (which.sent().poll() != request) {
      throw new IllegalStateException("replies out of order");
    }
    if (request.watch != null && outcome instanceof ZkRequest.Outcome.Value) {
      watches.computeIfAbsent(request.path, path -> EnumSet.noneOf(ZkRequest.Watch.class)).add(request.watch);
    }
    request.answer(outcome);
  }

  void fired(Connection which, String path, long zxid) {
    if (connection != which || over) {
      return;
    }
    seenZxid = Math.max(seenZxid, zxid);
    watches.remove(path);
    tell(told -> told.onChanged(path));
  }

  private void end(String why) {
    if (!over) {
      over = true;
      tell(told -> told.onEnded(why));
    }
  }

  private void tell(Consumer<Listener> event) {
    Listener told = listener;
    if (told != null) {
      event.accept(told);
    }
  }

  // ---- requests ----

  private void send(ZkRequest request) {
    if (over) {
      afterAllBefore(() -> request.answer(new ZkRequest.Outcome.Ended("the session is over")));
      return;
    }
    Connection now = connection;
    if (now == null) {
      afterAllBefore(() -> request.answer(over ? new ZkRequest.Outcome.Ended("the session is over") : new ZkRequest.Outcome.Lost("not connected")));
    } else {
      now.send(request);
    }
  }

  private void afterAllBefore(Runnable answer) {
    lastLocalNanos = Math.max(lastLocalNanos, ensemble.timeline().now() + 1_000 + ensemble.random().nextLong(20_000));
    ensemble.timeline().on(machine, life, lastLocalNanos, answer);
  }

  @Override
  public void multi(List<ZkOp> operations, Consumer<ZkReply<List<Result>>> reply) {
    send(ZkRequest.write(operations, results -> results, reply));
  }

  @Override
  public void setData(String path, byte[] data, Consumer<ZkReply<ZkStat>> reply) {
    send(ZkRequest.write(List.of(new ZkOp.SetData(path, data)), results -> ((Result.Set) results.getFirst()).stat(), reply));
  }

  @Override
  public void create(ZkOp.Create create, Consumer<ZkReply<String>> reply) {
    send(ZkRequest.write(List.of(create), results -> ((Result.Created) results.getFirst()).path(), reply));
  }

  @Override
  @SuppressWarnings("NullAway") // the interface's reply to a deletion has no value
  public void delete(String path, Consumer<ZkReply<Void>> reply) {
    send(ZkRequest.write(List.of(new ZkOp.Delete(path)), results -> (Void) null, reply));
  }

  @Override
  public void children(String path, boolean watch, Consumer<ZkReply<List<String>>> reply) {
    read("children", path, watch ? ZkRequest.Watch.CHILDREN : null, nodes -> nodes.children(path), reply);
  }

  @Override
  public void data(String path, boolean watch, Consumer<ZkReply<Data>> reply) {
    read("data", path, watch ? ZkRequest.Watch.DATA : null, nodes -> new Data(nodes.get(path).data, nodes.get(path).stat()), reply);
  }

  @Override
  public void stat(String path, Consumer<ZkReply<ZkStat>> reply) {
    read("stat", path, null, nodes -> nodes.get(path).stat(), reply);
  }

  @Override
  public void ephemerals(String path, Consumer<ZkReply<List<String>>> reply) {
    String below = path + "/";
    send(
        ZkRequest.read(
            "ephemerals",
            path,
            null,
            nodes -> new ZkRequest.Outcome.Value(nodes.ephemerals(id).stream().filter(each -> each.startsWith(below)).toList()),
            reply));
  }

  private <T> void read(
      String name, String path, ZkRequest.@Nullable Watch watch, Function<Znodes, T> value, Consumer<ZkReply<T>> reply) {
    send(
        ZkRequest.read(
            name,
            path,
            watch,
            nodes ->
                nodes.find(path) == null
                    ? new ZkRequest.Outcome.Refused(ZkReply.Reason.NO_NODE, 0)
                    : new ZkRequest.Outcome.Value(value.apply(nodes)),
            reply));
  }

  @Override
  public void close(Runnable closed) {
    Connection now = connection;
    boolean wasOver = over;
    over = true;
    if (now == null || wasOver) {
      afterAllBefore(closed);
      return;
    }
    // What was sent before is answered, or ends with the session; the closing itself is not waited for longer than a moment.
    boolean[] done = {false};
    Runnable once =
        () -> {
          if (!done[0]) {
            done[0] = true;
            connection = null;
            now.closed();
            lose(now, new ZkRequest.Outcome.Ended("the session is closed"));
            closed.run();
          }
        };
    now.send(ZkRequest.close(once));
    later(timeoutNanos / 3, once);
  }
}

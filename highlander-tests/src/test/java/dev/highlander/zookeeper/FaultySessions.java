package dev.highlander.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Real sessions whose requests are counted, and of which chosen ones lose their reply or are never sent. */
final class FaultySessions implements ZkSessions {

  /** What happens to one request. Its sender sees a broken connection in both cases. */
  enum Fault {
    /** The server has done it. */
    REPLY_LOST,
    /** The server has never seen it. */
    NEVER_SENT
  }

  private record Planned(String request, Fault fault) {}

  private final ZkSessions real;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Planned> planned = new AtomicReference<>();
  private volatile boolean deaf;

  FaultySessions(ZkSessions real) {
    this.real = real;
  }

  /** The next request whose description contains the text has this fault. */
  void next(String request, Fault fault) {
    planned.set(new Planned(request, fault));
  }

  boolean faultHappened() {
    return planned.get() == null;
  }

  /** From now on watches seem never to fire. */
  void deafen() {
    deaf = true;
  }

  List<String> requestsDuring(Runnable action) {
    requests.clear();
    action.run();
    return List.copyOf(requests);
  }

  @Override
  public CompletableFuture<ZkSession> open(Function<ZkSession, ZkSession.Listener> user) {
    return real.open(session -> new Ears(user.apply(new Faulty(session))));
  }

  private final class Ears implements ZkSession.Listener {
    private final ZkSession.Listener listener;

    Ears(ZkSession.Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onChanged(String path) {
      if (!deaf) {
        listener.onChanged(path);
      }
    }

    @Override
    public void onSuspended() {
      listener.onSuspended();
    }

    @Override
    public void onResumed() {
      listener.onResumed();
    }

    @Override
    public void onEnded(String reason) {
      listener.onEnded(reason);
    }
  }

  private final class Faulty implements ZkSession {
    private final ZkSession session;

    Faulty(ZkSession session) {
      this.session = session;
    }

    private <T> void send(String request, Consumer<ZkReply<T>> reply, Consumer<Consumer<ZkReply<T>>> send) {
      requests.add(request);
      Planned fault = planned.get();
      if (fault == null || !request.contains(fault.request()) || !planned.compareAndSet(fault, null)) {
        send.accept(reply);
      } else if (fault.fault() == Fault.REPLY_LOST) {
        send.accept(lost -> reply.accept(new ZkReply.Unknown<>("reply lost")));
      } else {
        // A read in its place keeps the reply in order.
        session.stat("/", root -> reply.accept(new ZkReply.Unknown<>("never sent")));
      }
    }

    @Override
    public long id() {
      return session.id();
    }

    @Override
    public void multi(List<ZkOp> operations, Consumer<ZkReply<List<Result>>> reply) {
      List<String> kinds = new ArrayList<>();
      operations.forEach(operation -> kinds.add(operation.getClass().getSimpleName()));
      send("multi" + kinds, reply, r -> session.multi(operations, r));
    }

    @Override
    public void setData(String path, byte[] data, Consumer<ZkReply<ZkStat>> reply) {
      send("setData", reply, r -> session.setData(path, data, r));
    }

    @Override
    public void create(ZkOp.Create create, Consumer<ZkReply<String>> reply) {
      send("create", reply, r -> session.create(create, r));
    }

    @Override
    public void delete(String path, Consumer<ZkReply<Void>> reply) {
      send("delete", reply, r -> session.delete(path, r));
    }

    @Override
    public void children(String path, boolean watch, Consumer<ZkReply<List<String>>> reply) {
      send("children", reply, r -> session.children(path, watch, r));
    }

    @Override
    public void data(String path, boolean watch, Consumer<ZkReply<Data>> reply) {
      send("data", reply, r -> session.data(path, watch, r));
    }

    @Override
    public void stat(String path, Consumer<ZkReply<ZkStat>> reply) {
      send("stat", reply, r -> session.stat(path, r));
    }

    @Override
    public void ephemerals(String path, Consumer<ZkReply<List<String>>> reply) {
      send("ephemerals", reply, r -> session.ephemerals(path, r));
    }

    @Override
    public void close(Runnable closed) {
      session.close(closed);
    }
  }
}

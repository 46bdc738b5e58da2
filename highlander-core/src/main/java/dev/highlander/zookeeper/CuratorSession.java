package dev.highlander.zookeeper;

import dev.highlander.Unavailable;
import dev.highlander.internal.util.SerialQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on one raw ZooKeeper handle. The handle's event thread brings replies, watch events and connection events in the
 * server's order; what Curator finds out on its own threads joins them through the queue. As the framework's handle factory it
 * gives out exactly one handle: when Curator asks for a second one it has given the session up, and so do we.
 */
final class CuratorSession implements ZkSession, ZookeeperFactory {

  private static final Logger log = LoggerFactory.getLogger(CuratorSession.class);

  private final Executor blocking;
  private final SerialQueue queue = new SerialQueue();
  private final AtomicReference<@Nullable ZooKeeper> handle = new AtomicReference<>();
  private final Watcher changes = event -> queue.execute(() -> changed(event.getType(), event.getPath()));
  private @Nullable CuratorFramework framework;
  private @Nullable Listener listener;
  private boolean connected;
  private boolean over;

  CuratorSession(Executor blocking) {
    this.blocking = blocking;
  }

  @Override
  public ZooKeeper newZooKeeper(String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws Exception {
    return newZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly, new ZKClientConfig());
  }

  @Override
  public ZooKeeper newZooKeeper(
      String connectString,
      int sessionTimeout,
      Watcher watcher,
      boolean canBeReadOnly,
      ZKClientConfig config)
      throws Exception {
    if (handle.get() != null) {
      lost("the client asked for a new session");
      throw new KeeperException.SessionExpiredException();
    }
    Watcher both =
        event -> {
          if (event.getType() == EventType.None) {
            queue.execute(() -> connection(event.getState()));
          }
          watcher.process(event);
        };
    var made = new ZooKeeper(connectString, sessionTimeout, both, canBeReadOnly, config);
    handle.set(made);
    return made;
  }

  /** The framework is connected: from here on the session's user is told what happens. */
  void begin(CuratorFramework framework, Function<ZkSession, Listener> user, CompletableFuture<ZkSession> opened) {
    queue.execute(
        () -> {
          this.framework = framework;
          Listener told;
          try {
            told = user.apply(this);
          } catch (RuntimeException | Error thrown) {
            close(() -> opened.completeExceptionally(new Unavailable("a ZooKeeper session can't be used: " + thrown, thrown)));
            return;
          }
          listener = told;
          opened.complete(this);
          if (over) {
            told.onEnded("it ended while it was opened");
          } else if (!connected) {
            told.onSuspended();
          }
        });
  }

  void lost(String reason) {
    queue.execute(() -> end(reason));
  }

  private void connection(Watcher.Event.KeeperState state) {
    switch (state) {
      case Disconnected -> connected(false);
      case SyncConnected -> connected(true);
      case Expired -> end("it expired");
      case AuthFailed -> end("authentication failed");
      default -> {}
    }
  }

  private void connected(boolean now) {
    if (connected != now && !over) {
      connected = now;
      tell(now ? Listener::onResumed : Listener::onSuspended);
    }
  }

  private void changed(EventType type, @Nullable String path) {
    if (type != EventType.None && path != null && !over) {
      tell(told -> told.onChanged(path));
    }
  }

  private void end(String reason) {
    if (!over) {
      over = true;
      tell(told -> told.onEnded(reason));
    }
  }

  private void tell(Consumer<Listener> event) {
    Listener told = listener;
    if (told != null) {
      event.accept(told);
    }
  }

  @Override
  public long id() {
    return zk().getSessionId();
  }

  @Override
  public void multi(List<ZkOp> operations, Consumer<ZkReply<List<Result>>> reply) {
    List<Op> ops = operations.stream().map(CuratorSession::op).toList();
    zk().multi(
            ops,
            (rc, path, context, results) ->
                deliver(reply, rc, failedOperation(results), () -> results.stream().map(CuratorSession::result).toList()),
            null);
  }

  @Override
  public void setData(String path, byte[] data, Consumer<ZkReply<ZkStat>> reply) {
    zk().setData(path, data, -1, (rc, p, context, stat) -> deliver(reply, rc, 0, () -> stat(stat)), null);
  }

  @Override
  public void create(ZkOp.Create create, Consumer<ZkReply<String>> reply) {
    zk().create(
            create.path(),
            create.data(),
            ZooDefs.Ids.OPEN_ACL_UNSAFE,
            mode(create.mode()),
            (int rc, String path, Object context, String name) -> deliver(reply, rc, 0, () -> name),
            null);
  }

  @Override
  public void delete(String path, Consumer<ZkReply<@Nullable Void>> reply) {
    zk().delete(path, -1, (rc, p, context) -> deliver(reply, rc, 0, () -> null), null);
  }

  @Override
  public void children(String path, boolean watch, Consumer<ZkReply<List<String>>> reply) {
    zk().getChildren(
            path,
            watch ? changes : null,
            (int rc, String p, Object context, List<String> names) -> deliver(reply, rc, 0, () -> names),
            null);
  }

  @Override
  public void data(String path, boolean watch, Consumer<ZkReply<Data>> reply) {
    zk().getData(
            path,
            watch ? changes : null,
            (rc, p, context, data, stat) -> deliver(reply, rc, 0, () -> new Data(data == null ? new byte[0] : data, stat(stat))),
            null);
  }

  @Override
  public void stat(String path, Consumer<ZkReply<ZkStat>> reply) {
    zk().exists(path, null, (rc, p, context, stat) -> deliver(reply, rc, 0, () -> stat(stat)), null);
  }

  @Override
  public void ephemerals(String path, Consumer<ZkReply<List<String>>> reply) {
    zk().getEphemerals(path, (rc, context, paths) -> deliver(reply, rc, 0, () -> paths), null);
  }

  @Override
  public void close(Runnable closed) {
    queue.execute(
        () -> {
          over = true;
          CuratorFramework open = framework;
          framework = null;
          Runnable close =
              () -> {
                if (open != null) {
                  close(open);
                }
                queue.execute(closed);
              };
          try {
            blocking.execute(close);
          } catch (RuntimeException | Error noThread) {
            // Here, then: somebody waits for it.
            close.run();
          }
        });
  }

  /** Closes a framework; what fails of that leaves a session that ends by its time-out. */
  static void close(CuratorFramework framework) {
    try {
      framework.close();
    } catch (RuntimeException | Error thrown) {
      log.warn("A ZooKeeper session could not be closed; it ends by its time-out", thrown);
    }
  }

  /** The raw handle, for tests that steal the session. */
  ZooKeeper handle() {
    return zk();
  }

  private ZooKeeper zk() {
    ZooKeeper zk = handle.get();
    if (zk == null) {
      throw new IllegalStateException("the session was not opened");
    }
    return zk;
  }

  private <T> void deliver(Consumer<ZkReply<T>> reply, int rc, int operation, Supplier<T> value) {
    ZkReply<T> result = reply(rc, operation, value);
    queue.execute(
        () ->
            reply.accept(
                over && result instanceof ZkReply.Unknown<T> unknown ? new ZkReply.Ended<>(unknown.message()) : result));
  }

  private static <T> ZkReply<T> reply(int rc, int operation, Supplier<T> value) {
    Code code = Code.get(rc);
    if (code == null) {
      return new ZkReply.Unknown<>("code " + rc);
    }
    return switch (code) {
      case OK -> new ZkReply.Done<>(value.get());
      case NONODE -> new ZkReply.Refused<>(ZkReply.Reason.NO_NODE, operation, code.name());
      case NODEEXISTS -> new ZkReply.Refused<>(ZkReply.Reason.NODE_EXISTS, operation, code.name());
      case NOTEMPTY -> new ZkReply.Refused<>(ZkReply.Reason.NOT_EMPTY, operation, code.name());
      case SESSIONEXPIRED, SESSIONCLOSEDREQUIRESASLAUTH, AUTHFAILED -> new ZkReply.Ended<>(code.name());
      case BADARGUMENTS, NOAUTH, INVALIDACL, NOCHILDRENFOREPHEMERALS, BADVERSION, UNIMPLEMENTED, MARSHALLINGERROR, NOTREADONLY,
          QUOTAEXCEEDED, THROTTLEDOP ->
          new ZkReply.Refused<>(ZkReply.Reason.OTHER, operation, code.name());
      default -> new ZkReply.Unknown<>(code.name());
    };
  }

  private static int failedOperation(@Nullable List<OpResult> results) {
    if (results != null) {
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i) instanceof OpResult.ErrorResult error
            && error.getErr() != Code.OK.intValue()
            && error.getErr() != Code.RUNTIMEINCONSISTENCY.intValue()) {
          return i;
        }
      }
    }
    return 0;
  }

  private static Op op(ZkOp operation) {
    return switch (operation) {
      case ZkOp.Check check -> Op.check(check.path(), -1);
      case ZkOp.Create create -> Op.create(create.path(), create.data(), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode(create.mode()));
      case ZkOp.SetData set -> Op.setData(set.path(), set.data(), -1);
      case ZkOp.Delete delete -> Op.delete(delete.path(), -1);
    };
  }

  private static CreateMode mode(ZkOp.Mode mode) {
    return switch (mode) {
      case PERSISTENT -> CreateMode.PERSISTENT;
      case EPHEMERAL -> CreateMode.EPHEMERAL;
      case EPHEMERAL_SEQUENTIAL -> CreateMode.EPHEMERAL_SEQUENTIAL;
    };
  }

  private static Result result(OpResult result) {
    return switch (result) {
      case OpResult.CreateResult created -> new Result.Created(created.getPath());
      case OpResult.SetDataResult set -> new Result.Set(stat(set.getStat()));
      default -> new Result.Passed();
    };
  }

  private static ZkStat stat(Stat stat) {
    return new ZkStat(stat.getCzxid(), stat.getMzxid(), stat.getPzxid(), stat.getCtime(), stat.getMtime(), stat.getNumChildren());
  }
}

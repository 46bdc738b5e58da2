package dev.highlander.zookeeper;

import dev.highlander.internal.ManualPlatform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** As much of a ZooKeeper ensemble as the registry needs, in memory: replies and events come when the platform runs, in order. */
final class FakeEnsemble implements ZkSessions {

  private static final class Node {
    private final byte[] data;
    private final long created;
    private final FakeSession owner;
    private long modified;
    private long children;
    private int count;
    private int sequence;

    Node(byte[] data, long created, FakeSession owner) {
      this.data = data;
      this.created = created;
      this.owner = owner;
      this.modified = created;
      this.children = created;
    }

    ZkStat stat() {
      return new ZkStat(created, modified, children, 0, 0, count);
    }
  }

  private final ManualPlatform time;
  private final TreeMap<String, Node> nodes = new TreeMap<>(Map.of("/", new Node(new byte[0], 0, null)));
  private final List<FakeSession> sessions = new ArrayList<>();
  private long transaction;

  /** Replies to lists longer than this break the connection that asked. */
  int longestList = Integer.MAX_VALUE;

  FakeEnsemble(ManualPlatform time) {
    this.time = time;
  }

  @Override
  public CompletableFuture<ZkSession> open(Function<ZkSession, ZkSession.Listener> user) {
    var opened = new CompletableFuture<ZkSession>();
    var session = new FakeSession(sessions.size() + 1);
    sessions.add(session);
    later(() -> {
      session.listener = user.apply(session);
      opened.complete(session);
    });
    return opened;
  }

  List<FakeSession> sessions() {
    return sessions;
  }

  boolean exists(String path) {
    return nodes.containsKey(path);
  }

  List<String> children(String path) {
    String prefix = path.equals("/") ? path : path + "/";
    return nodes.subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
        .map(child -> child.substring(prefix.length()))
        .filter(name -> !name.isEmpty() && name.indexOf('/') < 0)
        .toList();
  }

  /** Somebody else's persistent node. */
  void put(String path, String data) {
    transaction++;
    create(path, data.getBytes(java.nio.charset.StandardCharsets.UTF_8), null);
  }

  /** Somebody else deletes it. */
  void remove(String path) {
    transaction++;
    delete(path);
  }

  private void later(Runnable task) {
    time.platform().executor().execute(task);
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  private void create(String path, byte[] data, FakeSession owner) {
    nodes.put(path, new Node(data, transaction, owner));
    childrenChanged(parent(path), 1);
  }

  private void delete(String path) {
    nodes.remove(path);
    childrenChanged(parent(path), -1);
  }

  private void childrenChanged(String path, int by) {
    Node node = nodes.get(path);
    node.count += by;
    node.children = transaction;
    sessions.forEach(session -> session.changed(path));
  }

  /** One session. */
  final class FakeSession implements ZkSession {
    private final long id;
    private final Set<String> watched = new HashSet<>();
    private final List<String> listed = new ArrayList<>();
    private Listener listener;
    private boolean closed;

    /** Answers nothing any more. */
    boolean mute;

    FakeSession(long id) {
      this.id = id;
    }

    boolean closed() {
      return closed;
    }

    /** The nodes whose children it asked for. */
    List<String> listed() {
      return listed;
    }

    private void changed(String path) {
      if (watched.remove(path)) {
        later(() -> {
          if (!closed) {
            listener.onChanged(path);
          }
        });
      }
    }

    private <T> void answer(Consumer<ZkReply<T>> reply, Supplier<ZkReply<T>> result) {
      ZkReply<T> decided = closed ? new ZkReply.Ended<>("closed") : result.get();
      later(() -> {
        if (!mute) {
          reply.accept(decided);
        }
      });
    }

    private <T> ZkReply<T> ofNode(String path, Function<Node, T> value) {
      Node node = nodes.get(path);
      return node == null ? new ZkReply.Refused<>(ZkReply.Reason.NO_NODE, 0, "NO_NODE " + path) : new ZkReply.Done<>(value.apply(node));
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public void multi(List<ZkOp> operations, Consumer<ZkReply<List<Result>>> reply) {
      answer(reply, () -> {
        Set<String> created = new HashSet<>();
        for (int i = 0; i < operations.size(); i++) {
          ZkReply.Reason refusal = refusal(operations.get(i), created);
          if (refusal != null) {
            return new ZkReply.Refused<>(refusal, i, refusal + " " + operations.get(i));
          }
        }
        transaction++;
        return new ZkReply.Done<>(operations.stream().map(this::apply).toList());
      });
    }

    private ZkReply.Reason refusal(ZkOp operation, Set<String> created) {
      return switch (operation) {
        case ZkOp.Create create -> {
          created.add(create.path());
          boolean there = nodes.containsKey(create.path()) && create.mode() != ZkOp.Mode.EPHEMERAL_SEQUENTIAL;
          boolean placed = nodes.containsKey(parent(create.path())) || created.contains(parent(create.path()));
          yield there ? ZkReply.Reason.NODE_EXISTS : placed ? null : ZkReply.Reason.NO_NODE;
        }
        case ZkOp.Delete delete ->
            !nodes.containsKey(delete.path()) ? ZkReply.Reason.NO_NODE : null;
        case ZkOp.Check check -> nodes.containsKey(check.path()) ? null : ZkReply.Reason.NO_NODE;
        case ZkOp.SetData set -> nodes.containsKey(set.path()) || created.contains(set.path()) ? null : ZkReply.Reason.NO_NODE;
      };
    }

    private Result apply(ZkOp operation) {
      return switch (operation) {
        case ZkOp.Create create -> new Result.Created(make(create));
        case ZkOp.Delete delete -> {
          delete0(delete.path());
          yield new Result.Passed();
        }
        case ZkOp.Check check -> new Result.Passed();
        case ZkOp.SetData set -> new Result.Set(set(set.path(), set.data()));
      };
    }

    private void delete0(String path) {
      FakeEnsemble.this.delete(path);
    }

    private String make(ZkOp.Create create) {
      String path = create.path();
      if (create.mode() == ZkOp.Mode.EPHEMERAL_SEQUENTIAL) {
        path += String.format(Locale.ROOT, "%010d", nodes.get(parent(path)).sequence++);
      }
      FakeEnsemble.this.create(path, create.data(), create.mode() == ZkOp.Mode.PERSISTENT ? null : this);
      return path;
    }

    private ZkStat set(String path, byte[] data) {
      Node before = nodes.get(path);
      Node after = new Node(data, before.created, before.owner);
      after.modified = transaction;
      after.children = before.children;
      after.count = before.count;
      after.sequence = before.sequence;
      nodes.put(path, after);
      sessions.forEach(session -> session.changed("data:" + path));
      return after.stat();
    }

    @Override
    public void setData(String path, byte[] data, Consumer<ZkReply<ZkStat>> reply) {
      answer(reply, () -> {
        transaction++;
        return ofNode(path, node -> set(path, data));
      });
    }

    @Override
    public void create(ZkOp.Create create, Consumer<ZkReply<String>> reply) {
      answer(reply, () -> {
        ZkReply.Reason refusal = refusal(create, new HashSet<>());
        transaction++;
        return refusal == null ? new ZkReply.Done<>(make(create)) : new ZkReply.Refused<>(refusal, 0, refusal + " " + create.path());
      });
    }

    @Override
    public void delete(String path, Consumer<ZkReply<Void>> reply) {
      answer(reply, () -> {
        transaction++;
        return ofNode(path, node -> {
          delete0(path);
          return null;
        });
      });
    }

    @Override
    public void children(String path, boolean watch, Consumer<ZkReply<List<String>>> reply) {
      listed.add(path);
      if (watch) {
        watched.add(path);
      }
      answer(reply, () -> {
        List<String> names = FakeEnsemble.this.children(path);
        return names.size() > longestList ? new ZkReply.Unknown<>("the reply is too long") : ofNode(path, node -> names);
      });
    }

    @Override
    public void data(String path, boolean watch, Consumer<ZkReply<Data>> reply) {
      answer(reply, () -> ofNode(path, node -> new Data(node.data, node.stat())));
    }

    @Override
    public void stat(String path, Consumer<ZkReply<ZkStat>> reply) {
      answer(reply, () -> ofNode(path, Node::stat));
    }

    @Override
    public void ephemerals(String path, Consumer<ZkReply<List<String>>> reply) {
      answer(reply, () -> new ZkReply.Done<>(List.of()));
    }

    @Override
    public void close(Runnable done) {
      if (!closed) {
        transaction++;
        nodes.entrySet().stream().filter(entry -> entry.getValue().owner == this).map(Map.Entry::getKey).toList().forEach(this::delete0);
        closed = true;
      }
      later(() -> {
        if (!mute) {
          done.run();
        }
      });
    }
  }
}

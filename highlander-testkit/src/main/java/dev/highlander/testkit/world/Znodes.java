package dev.highlander.testkit.world;

import dev.highlander.zookeeper.ZkStat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tree of znodes as one server has it: the state after some prefix of the log. */
final class Znodes {

  /** One decided change; what is left open in a request is settled in it. */
  sealed interface Change {
    String path();

    /** A node comes into being. */
    record Made(String path, byte[] data, long owner) implements Change {}

    /** A node has a new value. */
    record Set(String path, byte[] data) implements Change {}

    /** A node is gone. */
    record Gone(String path) implements Change {}
  }

  static final class Znode {
    byte[] data;
    final long czxid;
    long mzxid;
    long pzxid;
    final long createdMillis;
    long modifiedMillis;
    final long owner;
    int sequence;
    final Set<String> children = new LinkedHashSet<>();

    Znode(byte[] data, long zxid, long millis, long owner) {
      this.data = data;
      this.czxid = zxid;
      this.mzxid = zxid;
      this.pzxid = zxid;
      this.createdMillis = millis;
      this.modifiedMillis = millis;
      this.owner = owner;
    }

    ZkStat stat() {
      return new ZkStat(czxid, mzxid, pzxid, createdMillis, modifiedMillis, children.size());
    }
  }

  private final Map<String, Znode> nodes = new HashMap<>();
  private final Map<Long, Set<String>> ephemerals = new HashMap<>();

  Znodes() {
    nodes.put("/", new Znode(new byte[0], 0, 0, 0));
  }

  @Nullable Znode find(String path) {
    return nodes.get(path);
  }

  /** A node that is known to exist. */
  Znode get(String path) {
    Znode node = nodes.get(path);
    if (node == null) {
      throw new IllegalStateException("no node " + path);
    }
    return node;
  }

  List<String> children(String path) {
    return new ArrayList<>(get(path).children);
  }

  List<String> ephemerals(long session) {
    return new ArrayList<>(ephemerals.getOrDefault(session, Set.of()));
  }

  void apply(Change change, long zxid, long millis) {
    switch (change) {
      case Change.Made made -> {
        nodes.put(made.path(), new Znode(made.data(), zxid, millis, made.owner()));
        Znode parent = get(parentOf(made.path()));
        parent.children.add(nameOf(made.path()));
        parent.pzxid = zxid;
        parent.sequence++;
        if (made.owner() != 0) {
          ephemerals.computeIfAbsent(made.owner(), session -> new LinkedHashSet<>()).add(made.path());
        }
      }
      case Change.Set set -> {
        Znode node = get(set.path());
        node.data = set.data();
        node.mzxid = zxid;
        node.modifiedMillis = millis;
      }
      case Change.Gone gone -> {
        Znode node = get(gone.path());
        nodes.remove(gone.path());
        Znode parent = get(parentOf(gone.path()));
        parent.children.remove(nameOf(gone.path()));
        parent.pzxid = zxid;
        Set<String> own = ephemerals.get(node.owner);
        if (own != null) {
          own.remove(gone.path());
        }
      }
    }
  }

  /** Takes back what {@link #apply} did, newest first: of a multi that failed. */
  void undo(Undo undo) {
    undo.steps.reversed().forEach(Runnable::run);
  }

  /** Remembers how to take changes back. */
  final class Undo {
    private final List<Runnable> steps = new ArrayList<>();

    /** Applies a change so that it can be taken back. */
    void apply(Change change, long zxid, long millis) {
      String parentPath = parentOf(change.path());
      Znode parent = get(parentPath);
      long pzxid = parent.pzxid;
      int sequence = parent.sequence;
      Znode before = nodes.get(change.path());
      byte[] data = before == null ? new byte[0] : before.data;
      long mzxid = before == null ? 0 : before.mzxid;
      long modified = before == null ? 0 : before.modifiedMillis;
      Znodes.this.apply(change, zxid, millis);
      steps.add(
          () -> {
            if (before == null) {
              Znodes.this.apply(new Change.Gone(change.path()), pzxid, millis);
            } else {
              nodes.put(change.path(), before);
              before.data = data;
              before.mzxid = mzxid;
              before.modifiedMillis = modified;
              parent.children.add(nameOf(change.path()));
              if (before.owner != 0) {
                ephemerals.computeIfAbsent(before.owner, session -> new LinkedHashSet<>()).add(change.path());
              }
            }
            parent.pzxid = pzxid;
            parent.sequence = sequence;
          });
    }
  }

  static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}

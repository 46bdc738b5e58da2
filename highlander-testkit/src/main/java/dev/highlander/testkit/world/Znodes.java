package dev.highlander.testkit.world;

import dev.highlander.zookeeper.ZkStat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tree of znodes as one server has it: the state after some prefix of the log. */
final class Znodes {

  /** One decided change; what is left open in a request is settled in it. */
  sealed interface Change {
    Place place();

    /** A node comes into being. */
    record Made(Place place, byte[] data, long owner) implements Change {}

    /** A node has a new value. */
    record Set(Place place, byte[] data) implements Change {}

    /** A node is gone. */
    record Gone(Place place) implements Change {}
  }

  /** A path taken apart, once for all the trees that a change is applied to. */
  record Place(String path, String parent, String name) {
    static Place of(String path) {
      int slash = path.lastIndexOf('/');
      return new Place(path, slash == 0 ? "/" : path.substring(0, slash), path.substring(slash + 1));
    }

    /** The place of a sequential node: ten digits, as the real servers write them. */
    Place numbered(int sequence) {
      String digits = Integer.toString(sequence);
      String suffix = sequence < 0 ? String.format(Locale.ROOT, "%010d", sequence) : "0".repeat(10 - digits.length()) + digits;
      return new Place(path + suffix, parent, name + suffix);
    }
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
        nodes.put(made.place().path(), new Znode(made.data(), zxid, millis, made.owner()));
        Znode parent = get(made.place().parent());
        parent.children.add(made.place().name());
        parent.pzxid = zxid;
        parent.sequence++;
        if (made.owner() != 0) {
          ephemerals.computeIfAbsent(made.owner(), session -> new LinkedHashSet<>()).add(made.place().path());
        }
      }
      case Change.Set set -> {
        Znode node = get(set.place().path());
        node.data = set.data();
        node.mzxid = zxid;
        node.modifiedMillis = millis;
      }
      case Change.Gone gone -> {
        Place place = gone.place();
        Znode node = get(place.path());
        nodes.remove(place.path());
        Znode parent = get(place.parent());
        parent.children.remove(place.name());
        parent.pzxid = zxid;
        Set<String> own = ephemerals.get(node.owner);
        if (own != null) {
          own.remove(place.path());
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
      Place place = change.place();
      Znode parent = get(place.parent());
      long pzxid = parent.pzxid;
      int sequence = parent.sequence;
      Znode before = nodes.get(place.path());
      byte[] data = before == null ? new byte[0] : before.data;
      long mzxid = before == null ? 0 : before.mzxid;
      long modified = before == null ? 0 : before.modifiedMillis;
      Znodes.this.apply(change, zxid, millis);
      steps.add(
          () -> {
            if (before == null) {
              Znodes.this.apply(new Change.Gone(place), pzxid, millis);
            } else {
              nodes.put(place.path(), before);
              before.data = data;
              before.mzxid = mzxid;
              before.modifiedMillis = modified;
              parent.children.add(place.name());
              if (before.owner != 0) {
                ephemerals.computeIfAbsent(before.owner, session -> new LinkedHashSet<>()).add(place.path());
              }
            }
            parent.pzxid = pzxid;
            parent.sequence = sequence;
          });
    }
  }
}

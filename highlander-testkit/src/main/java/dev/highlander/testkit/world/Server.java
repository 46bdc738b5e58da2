package dev.highlander.testkit.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One ZooKeeper server: what it has applied of the log, and who is connected. */
final class Server {

  /** A follower that hears nothing of its leader gives up after a time up to this. */
  private static final long SYNC_LIMIT_NANOS = Duration.ofSeconds(6).toNanos();

  private final Ensemble ensemble;
  private final int index;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final Map<String, Set<Connection>> dataWatches = new HashMap<>();
  private final Map<String, Set<Connection>> childWatches = new HashMap<>();
  private Znodes nodes = new Znodes();
  private int applied;
  private long zxid;
  private long lagNanos;
  private long lastApplyNanos;
  private boolean cut;
  private boolean serving = true;
  private int cuts;

  Server(Ensemble ensemble, int index) {
    this.ensemble = ensemble;
    this.index = index;
  }

  Ensemble ensemble() {
    return ensemble;
  }

  Znodes nodes() {
    return nodes;
  }

  int number() {
    return index;
  }

  /** The newest transaction that it has applied. */
  long zxid() {
    return zxid;
  }

  /** Whether it takes new connections: those have to be known to the leader. */
  boolean inTouch() {
    return !cut && serving;
  }

  boolean cut() {
    return cut;
  }

  void connect(Connection connection) {
    connections.add(connection);
  }

  void disconnect(Connection connection) {
    connections.remove(connection);
  }

  // ---- following the log ----

  /** There is more in the log: it arrives here in order, after a while. */
  void follow() {
    if (cut) {
      return;
    }
    int upTo = ensemble.log().size();
    long at = Math.max(lastApplyNanos, ensemble.timeline().now() + ensemble.latency() + (lagNanos == 0 ? 0 : ensemble.random().nextLong(lagNanos)));
    lastApplyNanos = at;
    ensemble.timeline().at(at, () -> {
      if (!cut) {
        apply(upTo);
      }
    });
  }

  private void apply(int upTo) {
    while (applied < upTo && applied < ensemble.log().size()) {
      apply(ensemble.log().get(applied++));
    }
  }

  private void apply(Ensemble.Entry entry) {
    zxid = entry.zxid();
    for (Znodes.Change change : entry.changes()) {
      nodes.apply(change, entry.zxid(), entry.millis());
      switch (change) {
        case Znodes.Change.Made made -> fire(childWatches, made.place().parent());
        case Znodes.Change.Set set -> fire(dataWatches, set.place().path());
        case Znodes.Change.Gone gone -> {
          fire(dataWatches, gone.place().path());
          fire(childWatches, gone.place().path());
          fire(childWatches, gone.place().parent());
        }
      }
    }
    Connection from = entry.from();
    if (from != null && entry.request() != null && connections.contains(from)) {
      entry.request().applied = entry.outcome();
      from.pump();
    }
    if (entry.closedSession() != 0) {
      for (Connection each : new ArrayList<>(connections)) {
        if (each.session().id() == entry.closedSession()) {
          each.drop("the session is over");
        }
      }
    }
  }

  private static void fire(Map<String, Set<Connection>> watches, String path) {
    Set<Connection> watching = watches.remove(path);
    if (watching != null) {
      watching.forEach(connection -> connection.fired(path));
    }
  }

  void watch(ZkRequest.Watch watch, String path, Connection connection) {
    (watch == ZkRequest.Watch.DATA ? dataWatches : childWatches).computeIfAbsent(path, p -> new LinkedHashSet<>()).add(connection);
  }

  // ---- what goes wrong ----

  /** From now on transactions arrive up to this much later. */
  void lag(long nanos) {
    lagNanos = nanos;
  }

  /** Hears nothing of its leader and is not heard, but goes on answering reads until it notices. */
  void cutFromLeader() {
    cut = true;
    int which = ++cuts;
    long notices = ensemble.steady() ? SYNC_LIMIT_NANOS : ensemble.random().nextLong(SYNC_LIMIT_NANOS / 6, SYNC_LIMIT_NANOS);
    ensemble.timeline().after(notices, () -> {
      if (cut && cuts == which) {
        serving = false;
        dropAll("the server has lost its leader");
      }
    });
  }

  void joinLeader() {
    if (cut) {
      cut = false;
      serving = true;
      // What it had forwarded is lost, and so are the replies: those connections start again.
      dropAll("the server has found its leader again");
      follow();
    }
  }

  void dropAll(String why) {
    new ArrayList<>(connections).forEach(connection -> connection.drop(why));
    dataWatches.clear();
    childWatches.clear();
  }

  /** The connections to this machine carry nothing any more; both ends find out later. */
  void stall(Machine machine) {
    List<Connection> all = new ArrayList<>(connections);
    all.stream().filter(connection -> connection.session().machine() == machine).forEach(Connection::stall);
  }

  void wipe() {
    nodes = new Znodes();
    applied = 0;
    zxid = 0;
    lagNanos = 0;
    cut = false;
    serving = true;
    cuts++;
    lastApplyNanos = ensemble.timeline().now();
  }

  @Override
  public String toString() {
    return "server " + index;
  }
}

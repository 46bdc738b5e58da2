package dev.highlander.testkit.world;

import dev.highlander.zookeeper.ZkOp;
import dev.highlander.zookeeper.ZkReply;
import dev.highlander.zookeeper.ZkSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Three ZooKeeper servers. The leader decides writes in one order, the log; each server applies the log with a lag of its own and answers reads
 * from what it has applied. A session is connected to one server at a time; what it sends there is answered in the order of sending.
 *
 * <p>Kept from the real thing: writes and failures of writes take their place in the log; a server answers a session's read only after that
 * session's earlier writes; watch events come before the reply that shows the change; a session only goes to a server that is at least as new
 * as what it has seen; a request that was sent before a reconnection may still be decided until a write of the new connection is; an expired
 * session's ephemerals go in one transaction. Left out: ACLs, containers, quotas.
 */
final class Ensemble {

  static final int SERVERS = 3;

  /** The first transaction of a new ensemble. */
  private static final long FIRST_ZXID = 0x1_0000_0000L;

  /** Of one that has had several leaders: whatever an ensemble with empty disks decides comes before it. */
  private static final long AGED_ZXID = 0x5_0000_0000L;

  private static final long STEADY_NANOS = 1_000_000;
  private static final long CHECK_NANOS = Duration.ofMillis(1_500).toNanos();

  /** One session as the leader knows it. */
  static final class Lease {
    final WorldSession session;
    final long timeoutNanos;
    long heardNanos;
    int owner;
    boolean over;

    Lease(WorldSession session, long timeoutNanos, long heardNanos) {
      this.session = session;
      this.timeoutNanos = timeoutNanos;
      this.heardNanos = heardNanos;
    }
  }

  /** One decided transaction. */
  record Entry(long zxid, long millis, List<Znodes.Change> changes, @Nullable Connection from, @Nullable ZkRequest request,
      ZkRequest.Outcome outcome, long closedSession) {}

  private final Timeline timeline;
  private final SplittableRandom random;
  private final boolean steady;
  private final List<Server> servers = new ArrayList<>();
  private final Map<Long, Lease> leases = new LinkedHashMap<>();
  private final Map<Integer, Long> unreachable = new HashMap<>();
  private Znodes decided = new Znodes();
  private final List<Entry> log = new ArrayList<>();
  private long zxid = AGED_ZXID;
  private long sessions = 0x1000;
  private boolean up = true;
  private int reign;

  Ensemble(Timeline timeline, SplittableRandom random, boolean steady) {
    this.steady = steady;
    this.timeline = timeline;
    this.random = random;
    for (int i = 0; i < SERVERS; i++) {
      servers.add(new Server(this, i));
    }
  }

  Timeline timeline() {
    return timeline;
  }

  SplittableRandom random() {
    return random;
  }

  List<Entry> log() {
    return log;
  }

  boolean steady() {
    return steady;
  }

  /** How long a message takes between a process and a server, or between two servers. */
  long latency() {
    return steady ? STEADY_NANOS : 200_000 + random.nextLong(random.nextInt(50) == 0 ? 60_000_000 : 1_500_000);
  }

  // ---- sessions ----

  /** A server that this machine's process can go to now: one that is reachable, in touch with its leader and not behind what was seen. */
  @Nullable Server reachable(Machine machine, long seenZxid) {
    if (!up || cutOff(machine)) {
      return null;
    }
    int first = random.nextInt(SERVERS);
    for (int i = 0; i < SERVERS; i++) {
      Server server = servers.get((first + i) % SERVERS);
      if (server.inTouch() && server.zxid() >= seenZxid) {
        return server;
      }
    }
    return null;
  }

  boolean up() {
    return up;
  }

  long begin(WorldSession session, long timeoutNanos) {
    long id = sessions++;
    Lease lease = new Lease(session, timeoutNanos, timeline.now());
    leases.put(id, lease);
    watch(id, lease);
    return id;
  }

  /** Whether the leader still has the session; if so it has heard of it now. */
  boolean renews(long id) {
    Lease lease = leases.get(id);
    if (lease == null || lease.over) {
      return false;
    }
    lease.heardNanos = timeline.now();
    return true;
  }

  /** Whether the leader has not given the session up. */
  boolean knows(long id) {
    return leases.containsKey(id);
  }

  private void watch(long id, Lease lease) {
    timeline.after(
        CHECK_NANOS,
        () -> {
          if (lease.over || leases.get(id) != lease) {
            return;
          }
          if (up && lease.session.heard()) {
            lease.heardNanos = timeline.now();
          } else if (up && timeline.now() - lease.heardNanos > lease.timeoutNanos) {
            expire(id);
            return;
          }
          watch(id, lease);
        });
  }

  /** The leader gives a session up. */
  void expire(long id) {
    Lease lease = leases.get(id);
    if (lease != null && !lease.over && up) {
      end(id, lease, null, null);
    }
  }

  private void end(long id, Lease lease, @Nullable Connection from, @Nullable ZkRequest request) {
    lease.over = true;
    leases.remove(id);
    List<Znodes.Change> gone = new ArrayList<>();
    decided.ephemerals(id).forEach(path -> gone.add(new Znodes.Change.Gone(Znodes.Place.of(path))));
    zxid++;
    long millis = wallMillis();
    gone.forEach(change -> decided.apply(change, zxid, millis));
    append(new Entry(zxid, millis, gone, from, request, new ZkRequest.Outcome.Written(List.of()), id));
  }

  // ---- writes ----

  /** A request has arrived at the leader. */
  void decide(Connection from, ZkRequest request) {
    Lease lease = leases.get(from.session().id());
    if (!up || lease == null || lease.over || from.number() < lease.owner) {
      return;
    }
    lease.owner = from.number();
    if (request.closes) {
      end(from.session().id(), lease, from, request);
      return;
    }
    decide(request.writes, from.session().id(), from, request);
  }

  private void decide(List<ZkOp> operations, long session, @Nullable Connection from, @Nullable ZkRequest request) {
    long next = ++zxid;
    long millis = wallMillis();
    Znodes.Undo undo = decided.new Undo();
    List<Znodes.Change> changes = new ArrayList<>();
    List<ZkSession.Result> results = new ArrayList<>();
    ZkRequest.Outcome outcome = new ZkRequest.Outcome.Written(results);
    for (int i = 0; i < operations.size(); i++) {
      ZkReply.Reason refusal = decide(operations.get(i), session, changes, results, undo, next, millis);
      if (refusal != null) {
        decided.undo(undo);
        changes.clear();
        outcome = new ZkRequest.Outcome.Refused(refusal, i);
        break;
      }
    }
    append(new Entry(next, millis, changes, from, request, outcome, 0));
  }

  private ZkReply.@Nullable Reason decide(
      ZkOp operation,
      long session,
      List<Znodes.Change> changes,
      List<ZkSession.Result> results,
      Znodes.Undo undo,
      long next,
      long millis) {
        switch (operation) {
      case ZkOp.Create create -> {
        Znodes.Place asked = Znodes.Place.of(create.path());
        Znodes.Znode parent = decided.find(asked.parent());
        if (parent == null) {
          return ZkReply.Reason.NO_NODE;
        }
        boolean sequential = create.mode() == ZkOp.Mode.EPHEMERAL_SEQUENTIAL;
        Znodes.Place place = sequential ? asked.numbered(parent.sequence) : asked;
        if (decided.find(place.path()) != null) {
          return ZkReply.Reason.NODE_EXISTS;
        }
        if (parent.owner != 0) {
          return ZkReply.Reason.OTHER;
        }
        long owner = create.mode() == ZkOp.Mode.PERSISTENT ? 0 : session;
        change(new Znodes.Change.Made(place, create.data(), owner), changes, undo, next, millis);
        results.add(new ZkSession.Result.Created(place.path()));
      }
      case ZkOp.SetData set -> {
        Znodes.Znode node = decided.find(set.path());
        if (node == null) {
          return ZkReply.Reason.NO_NODE;
        }
        change(new Znodes.Change.Set(Znodes.Place.of(set.path()), set.data()), changes, undo, next, millis);
        results.add(new ZkSession.Result.Set(node.stat()));
      }
      case ZkOp.Delete delete -> {
        Znodes.Znode node = decided.find(delete.path());
        if (node == null) {
          return ZkReply.Reason.NO_NODE;
        }
        if (!node.children.isEmpty()) {
          return ZkReply.Reason.NOT_EMPTY;
        }
        change(new Znodes.Change.Gone(Znodes.Place.of(delete.path())), changes, undo, next, millis);
        results.add(new ZkSession.Result.Passed());
      }
      case ZkOp.Check check -> {
        if (decided.find(check.path()) == null) {
          return ZkReply.Reason.NO_NODE;
        }
        results.add(new ZkSession.Result.Passed());
      }
    }
    return null;
  }

  private void change(Znodes.Change change, List<Znodes.Change> changes, Znodes.Undo undo, long next, long millis) {
    undo.apply(change, next, millis);
    changes.add(change);
  }

  private void append(Entry entry) {
    log.add(entry);
    timeline.mix(entry.zxid() * 31 + entry.changes().size());
    servers.forEach(Server::follow);
  }

  private long wallMillis() {
    return 1_800_000_000_000L + timeline.now() / 1_000_000;
  }

  // ---- what goes wrong ----

  Server server(int index) {
    return servers.get(index);
  }

  /** Nothing passes between this machine and any server, for now. */
  void cutOff(Machine machine, boolean cut) {
    if (cut) {
      unreachable.put(machine.index(), timeline.now());
      servers.forEach(server -> server.stall(machine));
    } else {
      unreachable.remove(machine.index());
    }
  }

  boolean cutOff(Machine machine) {
    return unreachable.containsKey(machine.index());
  }

  /** The servers have no leader: nothing is decided, and everybody loses the connection. */
  void stop() {
    up = false;
    reign++;
    servers.forEach(server -> server.dropAll("the ensemble has no leader"));
  }

  /** Counts the leaders: what was sent to an earlier one is lost. */
  int reign() {
    return reign;
  }

  /** A leader is elected; every session gets its full time again. */
  void start() {
    if (!up) {
      up = true;
      leases.values().forEach(lease -> lease.heardNanos = timeline.now());
      servers.forEach(Server::follow);
    }
  }

  /** The servers come up with empty disks: other sessions, other transactions, nothing of what was there. */
  void wipe() {
    stop();
    leases.values().forEach(lease -> lease.over = true);
    leases.clear();
    log.clear();
    decided = new Znodes();
    zxid = FIRST_ZXID;
    servers.forEach(Server::wipe);
    up = true;
  }

  /** A third party deletes a node, if it is there. */
  void delete(String path) {
    if (up && decided.find(path) != null) {
      decide(List.of(new ZkOp.Delete(path)), 0, null, null);
    }
  }

  /** The nodes as the leader has decided them. */
  Znodes decided() {
    return decided;
  }
}

package dev.highlander.testkit.world;

import java.util.ArrayDeque;
import java.util.Deque;

/** One connection of a session to one server: what is sent over it arrives in order, until it stalls or breaks. */
final class Connection {

  private final WorldSession session;
  private final Server server;
  private final int number;

  /** Sent and not answered, as the client sees it. */
  private final Deque<ZkRequest> sent = new ArrayDeque<>();

  /** Received and not answered, as the server sees it. */
  private final Deque<ZkRequest> received = new ArrayDeque<>();

  private long lastUpNanos;
  private long lastForwardNanos;
  private long lastDownNanos;
  private boolean stalled;
  private boolean serverSide = true;

  /**
   * A connection.
   *
   * @param number counts the connections of the session
   */
  Connection(WorldSession session, Server server, int number) {
    this.session = session;
    this.server = server;
    this.number = number;
    server.connect(this);
  }

  WorldSession session() {
    return session;
  }

  int number() {
    return number;
  }

  Server server() {
    return server;
  }

  Deque<ZkRequest> sent() {
    return sent;
  }

  /** Whether the leader hears of the session over it. */
  boolean alive() {
    return serverSide && !stalled && !server.cut() && !session.machine().stands();
  }

  // ---- up ----

  void send(ZkRequest request) {
    sent.add(request);
    Holds holds = session.heldRequests();
    if (holds.none()) {
      up(request);
    } else {
      holds.pass(this, request, () -> up(request));
    }
  }

  private void up(ZkRequest request) {
    Timeline timeline = ensemble().timeline();
    lastUpNanos = Math.max(lastUpNanos, timeline.now() + ensemble().latency());
    timeline.at(lastUpNanos, () -> receive(request));
  }

  private void receive(ZkRequest request) {
    if (stalled || !serverSide) {
      return;
    }
    received.add(request);
    if (request.isWrite()) {
      int reign = ensemble().reign();
      Timeline timeline = ensemble().timeline();
      lastForwardNanos = Math.max(lastForwardNanos, timeline.now() + ensemble().latency());
      timeline.at(lastForwardNanos, () -> {
        if (!server.cut() && ensemble().reign() == reign) {
          ensemble().decide(this, request);
        }
      });
    }
    pump();
  }

  /** Answers what can be answered, in the order of arrival. */
  void pump() {
    for (ZkRequest head = received.peek(); head != null; head = received.peek()) {
      ZkRequest.Outcome outcome;
      if (head.read != null) {
        outcome = head.read.of(server.nodes());
        if (head.watch != null && outcome instanceof ZkRequest.Outcome.Value) {
          server.watch(head.watch, head.path, this);
        }
      } else if (head.applied != null) {
        outcome = head.applied;
      } else {
        return;
      }
      received.remove();
      ZkRequest answered = head;
      long zxid = server.zxid();
      down(answered, () -> session.answered(this, answered, outcome, zxid));
    }
  }

  // ---- down ----

  void fired(String path) {
    long zxid = server.zxid();
    down("", () -> session.fired(this, path, zxid));
  }

  private void down(Object described, Runnable arrival) {
    if (stalled || !serverSide) {
      return;
    }
    Holds holds = session.heldReplies();
    if (holds.none()) {
      travel(arrival);
    } else {
      holds.pass(this, described, () -> travel(arrival));
    }
  }

  private void travel(Runnable arrival) {
    Timeline timeline = ensemble().timeline();
    lastDownNanos = Math.max(lastDownNanos, timeline.now() + ensemble().latency());
    timeline.on(session.machine(), session.life(), lastDownNanos, () -> {
      if (!stalled) {
        arrival.run();
      }
    });
  }

  // ---- the end ----

  /** The server closes it; the client finds out when that arrives. */
  void drop(String why) {
    if (serverSide) {
      down("", () -> session.disconnected(this, why));
      serverSide = false;
      server.disconnect(this);
    }
  }

  /** It carries nothing any more, and nobody knows yet. */
  void stall() {
    if (!stalled) {
      stalled = true;
      session.stalled(this);
    }
  }

  /** The client closes it. */
  void closed() {
    serverSide = false;
    server.disconnect(this);
  }

  private Ensemble ensemble() {
    return server.ensemble();
  }
}

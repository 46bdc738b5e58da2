package dev.highlander.testkit.world;

import dev.highlander.spi.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One process's connections. A request on a way that is cut vanishes, and its sender is told when its keep-alive notices; a request to a process
 * that does not run is refused; the end of a process breaks its connections.
 */
final class WorldTransport implements Transport {

  private static final long NOTICED_NANOS = 4_000_000_000L;

  private static final class Waiting {
    final WorldTransport peer;
    final ReplyHandler handler;

    Waiting(WorldTransport peer, ReplyHandler handler) {
      this.peer = peer;
      this.handler = handler;
    }
  }

  private final WorldNetwork network;
  private final Machine machine;
  private final int life;
  private final String address;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private long requests;
  private boolean closed;
  private @Nullable RequestHandler handler;

  /**
   * A transport.
   *
   * @param address empty for a client
   */
  WorldTransport(WorldNetwork network, Machine machine, String address) {
    this.network = network;
    this.machine = machine;
    this.life = machine.life();
    this.address = address;
  }

  @Override
  public CompletableFuture<String> start(RequestHandler requests) {
    handler = requests;
    if (!address.isEmpty()) {
      network.listen(address, this);
    }
    return CompletableFuture.completedFuture(address);
  }

  @Override
  public void request(String target, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    WorldTransport peer = network.find(target);
    if (closed || peer == null) {
      later(network.latency(), () -> replyHandler.onFailure(new Failure.NotSent("nobody listens at " + target, true)));
      return;
    }
    boolean passes = network.passes(machine, peer.machine);
    if (!passes && network.random().nextBoolean()) {
      later(NOTICED_NANOS / 2, () -> replyHandler.onFailure(new Failure.NotSent(target + " does not answer")));
      return;
    }
    long id = ++requests;
    waiting.put(id, new Waiting(peer, replyHandler));
    machine.after(life, Math.max(timeoutNanos, 0), () -> lose(id, "no reply within the time-out"));
    if (passes && network.passes(peer.machine, machine)) {
      byte[] copy = body.clone();
      to(peer, () -> peer.receive(this, copy, id));
    } else {
      if (passes) {
        // It arrives; the answer will not.
        byte[] copy = body.clone();
        to(peer, () -> peer.receive(this, copy, id));
      }
      machine.after(life, NOTICED_NANOS / 4 + network.random().nextLong(NOTICED_NANOS), () -> lose(id, "the connection broke"));
    }
  }

  @Override
  public void disconnect(String target, String reason) {
    WorldTransport peer = network.find(target);
    if (peer != null) {
      broken(peer, reason);
    }
  }

  private void receive(WorldTransport sender, byte[] body, long id) {
    RequestHandler current = handler;
    if (closed || current == null || !network.passes(sender.machine, machine)) {
      return;
    }
    current.onRequest(
        new Peer(sender.machine.name(), sender.machine.name()),
        body,
        reply -> {
          byte[] copy = reply.clone();
          if (!closed && network.passes(machine, sender.machine)) {
            to(sender, () -> sender.answered(id, copy));
          }
        });
  }

  private void answered(long id, byte[] body) {
    Waiting done = waiting.remove(id);
    if (done != null) {
      done.handler.onReply(body);
    }
  }

  private void lose(long id, String reason) {
    Waiting done = waiting.remove(id);
    if (done != null) {
      done.handler.onFailure(new Failure.Lost(reason));
    }
  }

  /** The connection to that peer broke; what is in flight is lost. */
  void broken(WorldTransport peer, String reason) {
    List<Long> lost = waiting.entrySet().stream().filter(each -> each.getValue().peer == peer).map(Map.Entry::getKey).toList();
    lost.forEach(id -> later(network.latency(), () -> lose(id, reason)));
  }

  private void to(WorldTransport target, Runnable arrival) {
    Timeline timeline = network.timeline();
    timeline.on(target.machine, target.life, timeline.now() + network.latency(), arrival);
  }

  private void later(long nanos, Runnable task) {
    Timeline timeline = network.timeline();
    timeline.on(machine, life, timeline.now() + nanos, task);
  }

  @Override
  public void close() {
    closed = true;
    if (!address.isEmpty()) {
      network.leave(address, this);
    }
  }
}

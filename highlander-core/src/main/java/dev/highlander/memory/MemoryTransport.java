package dev.highlander.memory;

import dev.highlander.BadRequest;
import dev.highlander.spi.Scheduling.Timer;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and replies within one process, through a {@link MemoryNetwork}. Handlers and reply handlers run on the platform's executor.
 * Thread-safe.
 */
public final class MemoryTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryTransport.class);

  private enum Phase {
    NEW,
    STARTED,
    CLOSED
  }

  private record Waiting(String address, String receiver, ReplyHandler handler, Timer timer) {}

  private final MemoryNetwork network;
  private final String name;
  private final @Nullable String address;
  private final ReentrantLock lock = new ReentrantLock();
  /** Ordered, so that what ends together ends in the same order in every run. */
  private final Map<Long, Waiting> waiting = new TreeMap<>();
  private long sequence;
  private Phase phase = Phase.NEW;
  private @Nullable RequestHandler handler;

  MemoryTransport(MemoryNetwork network, String name, @Nullable String address) {
    this.network = network;
    this.name = name;
    this.address = address;
  }

  String name() {
    return name;
  }

  @Override
  public CompletableFuture<String> start(RequestHandler requestHandler) {
    lock.lock();
    try {
      if (phase != Phase.NEW) {
        return CompletableFuture.failedFuture(new IllegalStateException("a transport is started once"));
      }
      phase = Phase.STARTED;
      handler = requestHandler;
    } finally {
      lock.unlock();
    }
    try {
      network.opened(this, address);
    } catch (IllegalStateException taken) {
      return CompletableFuture.failedFuture(taken);
    }
    return CompletableFuture.completedFuture(address == null ? "" : address);
  }

  @Override
  public void request(String target, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    if (body.length > network.maxBodyBytes()) {
      String reason = "a request of " + body.length + " bytes; the frame limit is " + network.maxBodyBytes();
      fail(replyHandler, new Failure.TooLarge(reason));
      return;
    }
    MemoryTransport receiver = network.listener(target);
    Failure refusal;
    long id = 0;
    lock.lock();
    try {
      refusal = refusal(target, receiver);
      if (refusal == null && receiver != null) {
        id = ++sequence;
        long key = id;
        Timer timer =
            network.platform().scheduling().after(
                Duration.ofNanos(Math.max(0, timeoutNanos)), () -> end(key, new Failure.Lost("no reply within the time-out")));
        waiting.put(id, new Waiting(target, receiver.name, replyHandler, timer));
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      fail(replyHandler, refusal);
    } else if (receiver != null) {
      long key = id;
      byte[] copy = body.clone();
      network.deliver(name, receiver, () -> receiver.receive(this, copy, key));
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (phase == Phase.CLOSED) {
        return;
      }
      phase = Phase.CLOSED;
    } finally {
      lock.unlock();
    }
    network.closed(this, address);
    endAll(each -> true, "this transport is closed");
  }

  @Override
  public void disconnect(String target, String reason) {
    endAll(each -> each.address.equals(target), reason);
  }

  /** What is in flight to a receiver has no answer any more. */
  void lose(String receiver, String reason) {
    endAll(each -> each.receiver.equals(receiver), reason);
  }

  private @Nullable Failure refusal(String target, @Nullable MemoryTransport receiver) {
    if (phase != Phase.STARTED) {
      return new Failure.NotSent(phase == Phase.CLOSED ? "this transport is closed" : "this transport is not started");
    }
    if (receiver == null) {
      return new Failure.NotSent("nobody listens at " + target, true);
    }
    long inFlight = waiting.values().stream().filter(one -> one.address.equals(target)).count();
    return inFlight < network.maxInFlight()
        ? null
        : new Failure.Full("more than " + network.maxInFlight() + " requests to " + target + " are in flight");
  }

  private void receive(MemoryTransport sender, byte[] body, long id) {
    RequestHandler current;
    lock.lock();
    try {
      current = phase == Phase.STARTED ? handler : null;
    } finally {
      lock.unlock();
    }
    if (current == null) {
      return;
    }
    Responder responder =
        reply -> {
          if (reply.length > network.maxBodyBytes()) {
            throw new BadRequest("a reply of " + reply.length + " bytes; the frame limit is " + network.maxBodyBytes());
          }
          byte[] copy = reply.clone();
          network.deliverReply(name, sender.name, () -> sender.reply(id, copy));
        };
    try {
      current.onRequest(new Peer(sender.name, "memory:" + sender.name), body, responder);
    } catch (RuntimeException e) {
      LOG.error("the handler of a request of {} threw; its caller gets no answer", sender.name, e);
    }
  }

  private void reply(long id, byte[] body) {
    Waiting done = take(id);
    if (done != null) {
      call(() -> done.handler.onReply(body));
    }
  }

  private void end(long id, Failure failure) {
    Waiting done = take(id);
    if (done != null) {
      call(() -> done.handler.onFailure(failure));
    }
  }

  private void endAll(Predicate<Waiting> which, String reason) {
    List<Long> ids;
    lock.lock();
    try {
      ids = waiting.entrySet().stream().filter(one -> which.test(one.getValue())).map(Map.Entry::getKey).toList();
    } finally {
      lock.unlock();
    }
    ids.forEach(id -> end(id, new Failure.Lost(reason)));
  }

  private @Nullable Waiting take(long id) {
    lock.lock();
    try {
      Waiting taken = waiting.remove(id);
      if (taken != null) {
        taken.timer.cancel();
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private static void fail(ReplyHandler handler, Failure failure) {
    call(() -> handler.onFailure(failure));
  }

  private static void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("a reply handler threw", e);
    }
  }
}

package dev.highlander.internal.transport;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection this process dialled: requests out, replies in. The dialling thread becomes its reader; a second thread writes. When it
 * ends, for whatever reason, every request that was given to it is answered: the writer, as the last one to touch the queue, does that.
 */
final class OutboundConnection {

  private static final Logger LOG = LoggerFactory.getLogger(OutboundConnection.class);

  private final PeerSocket socket;
  private final String peer;
  private final PendingTable table;
  private final Outbox outbox;
  private final FrameInput input;
  private final KeepAlive keepAlive;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile String closeReason = "the connection was closed";

  OutboundConnection(PeerSocket socket, String peer, TransportLimits limits, TransportTimings timings) throws IOException {
    this.socket = socket;
    this.peer = peer;
    this.table = new PendingTable(limits.maxInFlight());
    this.outbox = new Outbox(socket.out(), limits.maxQueuedBytes());
    this.keepAlive = new KeepAlive(timings);
    this.input =
        new FrameInput(
            socket.in(),
            limits.maxBodyBytes(),
            new FrameInput.ReadListener() {
              @Override
              public void beforeRead() {}

              @Override
              public void afterRead() {
                keepAlive.heard();
              }
            });
  }

  Outbox.Offer send(PendingRequest request) {
    request.table = table;
    return outbox.offer(request);
  }

  /** The writer's life. */
  void write() {
    try {
      outbox.write();
    } catch (IOException e) {
      close("the connection to " + peer + " broke: " + e.getMessage());
    } finally {
      close("the connection's writer ended");
      outbox.seal(this::fail);
      table.each(request -> request.fail(closeReason));
    }
  }

  /** The reader's life. */
  void read() {
    try {
      while (input.next()) {
        switch (input.type()) {
          case OutFrame.REPLY -> {
            PendingRequest request = table.find(input.correlation());
            if (request != null) {
              request.reply(input.takeBody());
            }
          }
          case OutFrame.KEEP_ALIVE -> {}
          default -> throw new IOException("a frame of the unknown kind " + input.type());
        }
      }
      close(peer + " closed the connection");
    } catch (IOException e) {
      close("the connection to " + peer + " broke: " + e.getMessage());
    } finally {
      close("the connection's reader ended");
    }
  }

  /** Ends it; its threads follow. */
  void close(String reason) {
    if (closed.compareAndSet(false, true)) {
      closeReason = reason;
      LOG.info("connection to {} at {} ended: {}", peer, socket.remote(), reason);
      socket.close();
      outbox.close();
    }
  }

  /** Time-outs and keep-alive. */
  void sweep(long nowNanos, long ranNanos) {
    outbox.eachWaiting(frame -> expire(frame, nowNanos));
    table.each(request -> expire(request, nowNanos));
    switch (keepAlive.passed(ranNanos, outbox.drains(), true)) {
      case FINE -> {}
      case SEND -> outbox.offer(OutFrame.keepAlive());
      case DEAD -> close(peer + " was not heard for " + keepAlive.silence());
    }
  }

  private void fail(OutFrame frame) {
    if (frame instanceof PendingRequest request) {
      request.fail(closeReason);
    }
  }

  private static void expire(OutFrame frame, long nowNanos) {
    if (frame instanceof PendingRequest request && nowNanos - request.deadlineNanos >= 0) {
      request.fail("no reply within the time-out");
    }
  }
}

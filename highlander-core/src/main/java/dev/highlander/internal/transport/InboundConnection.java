package dev.highlander.internal.transport;

import dev.highlander.BadRequest;
import dev.highlander.spi.Transport.Peer;
import dev.highlander.spi.Transport.RequestHandler;
import dev.highlander.spi.Transport.Responder;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection a peer dialled: requests in, replies out.
 *
 * <h2>The reader runs the handler</h2>
 *
 * A request's handler runs on the thread that read it, so that what can be answered from memory costs no hand-over, and replies given
 * there are written by that same thread just before it would wait for more input: all that came in with one read go out with one write.
 *
 * <h2>Reader takeover</h2>
 *
 * A handler may block all the same, for it may run a user's query. The {@link ReaderWatch} looks every millisecond whether a reader has
 * been inside one and the same request since the last look but one. If so it takes the reading away from it ({@link #turn} decides who
 * wins) and gives it to a new thread; the stuck one ends after its request. So one blocking request delays the others on its connection
 * by about 3 ms, and requests that wait for each other through one connection don't dead-lock. With {@code maxBlockedReaders} threads
 * stuck nobody reads until one of them is through: that is the back-pressure.
 */
final class InboundConnection {

  private static final Logger LOG = LoggerFactory.getLogger(InboundConnection.class);

  private final PeerSocket socket;
  private final Peer peer;
  private final TransportLimits limits;
  private final RequestHandler handler;
  private final ReaderWatch watch;
  private final OwnThreads threads;
  private final Consumer<InboundConnection> onClose;
  private final Outbox outbox;
  private final FrameInput input;
  private final KeepAlive keepAlive;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Odd while the reader is inside the handler. Whoever moves it on from there, reader or watch, owns the reading from then on. */
  private final AtomicLong turn = new AtomicLong();

  private final AtomicInteger blockedReaders = new AtomicInteger();
  private volatile @Nullable Thread reader;
  private final AtomicLong reads = new AtomicLong();

  /** Known to the watch's thread only. */
  private long lastSeenTurn;

  private int looksAtSameTurn;
  private long lastSeenReads;

  InboundConnection(
      PeerSocket socket, Peer peer, TransportSettings settings, RequestHandler handler, ReaderWatch watch, OwnThreads threads,
      Consumer<InboundConnection> onClose)
      throws IOException {
    this.socket = socket;
    this.peer = peer;
    this.limits = settings.limits();
    this.handler = handler;
    this.watch = watch;
    this.threads = threads;
    this.onClose = onClose;
    this.outbox = new Outbox(socket.out(), limits.maxQueuedBytes());
    this.keepAlive = new KeepAlive(settings.timings());
    this.input =
        new FrameInput(
            socket.in(),
            limits.maxBodyBytes(),
            new FrameInput.ReadListener() {
              @Override
              public void beforeRead() throws IOException {
                reads.lazySet(reads.get() + 1);
                outbox.flush();
              }

              @Override
              public void afterRead() {
                keepAlive.heard();
              }
            });
  }

  /** The writer's life. */
  void write() {
    try {
      outbox.write();
    } catch (IOException e) {
      close("it broke: " + e.getMessage());
    } finally {
      close("its writer ended");
      outbox.seal(unwritten -> {});
    }
  }

  /** A reader's life, until the connection ends or another reader took over. */
  void read() {
    boolean owner = true;
    try {
      reader = Thread.currentThread();
      while (owner && input.next()) {
        switch (input.type()) {
          case OutFrame.REQUEST -> owner = handle(input.takeBody(), new Reply(input.correlation()));
          case OutFrame.KEEP_ALIVE -> {}
          default -> throw new IOException("a frame of the unknown kind " + input.type());
        }
      }
      if (owner) {
        close("the peer closed it");
      }
    } catch (IOException e) {
      close("it broke: " + e.getMessage());
    } finally {
      if (!owner) {
        blockedReaders.decrementAndGet();
      }
    }
  }

  /** Ends it; its threads follow, those inside a handler after they return from it. */
  void close(String reason) {
    if (closed.compareAndSet(false, true)) {
      LOG.info("connection from {} at {} ended: {}", peer.name(), peer.address(), reason);
      socket.close();
      outbox.close();
      watch.remove(this);
      onClose.accept(this);
    }
  }

  /** Keep-alive. */
  void sweep(long ranNanos) {
    boolean listening = (turn.get() & 1) == 0;
    switch (keepAlive.passed(ranNanos, outbox.drains(), listening)) {
      case FINE -> {}
      case SEND -> outbox.offer(OutFrame.keepAlive());
      case DEAD -> close("the peer was not heard, or read nothing, for " + keepAlive.silence());
    }
  }

  /**
   * One look of the watch.
   *
   * @return whether anything happens here that needs watching
   */
  boolean look() {
    long now = turn.get();
    boolean inside = (now & 1) == 1;
    boolean same = now == lastSeenTurn;
    long readsNow = reads.get();
    if (inside && readsNow == lastSeenReads && outbox.hasQueued()) {
      outbox.wake();
    }
    lastSeenReads = readsNow;
    looksAtSameTurn = same ? looksAtSameTurn + 1 : 0;
    lastSeenTurn = now;
    if (inside && looksAtSameTurn >= 2) {
      takeOver(now);
    }
    return inside || !same;
  }

  private void takeOver(long stuckTurn) {
    if (blockedReaders.get() >= limits.maxBlockedReaders() || closed.get()) {
      return;
    }
    blockedReaders.incrementAndGet();
    if (!turn.compareAndSet(stuckTurn, stuckTurn + 3)) {
      blockedReaders.decrementAndGet();
      return;
    }
    reader = null;
    outbox.wake();
    LOG.debug("a request of {} blocks its reader; another one takes over", peer.name());
    try {
      threads.start("highlander-in-" + peer.name(), this::read);
    } catch (OutOfMemoryError e) {
      close("no thread could be started to read on: " + e.getMessage());
    }
  }

  /** Whether this thread is still the reader afterwards. */
  private boolean handle(byte[] body, Responder responder) {
    long inside = turn.get() + 1;
    turn.set(inside);
    watch.notice();
    try {
      handler.onRequest(peer, body, responder);
    } catch (RuntimeException | Error e) {
      LOG.error("the handler of a request of {} threw; its caller gets no answer", peer.name(), e);
    }
    return turn.compareAndSet(inside, inside + 1);
  }

  private void send(OutFrame reply) {
    Thread current = Thread.currentThread();
    Outbox.Offer offer;
    if (current == reader) {
      offer = outbox.offerQuietly(reply);
      if (current != reader) {
        outbox.wake();
      }
    } else {
      offer = outbox.offer(reply);
    }
    if (offer == Outbox.Offer.FULL) {
      close("the peer does not read its replies: more than " + limits.maxQueuedBytes() + " bytes wait");
    }
  }

  /** Answers one request. */
  private final class Reply implements Responder {
    private final long correlation;

    Reply(long correlation) {
      this.correlation = correlation;
    }

    @Override
    public void reply(byte[] body) {
      if (body.length > limits.maxBodyBytes()) {
        throw new BadRequest("a reply of " + body.length + " bytes; the frame limit is " + limits.maxBodyBytes());
      }
      send(new OutFrame(OutFrame.REPLY, correlation, body));
    }
  }
}

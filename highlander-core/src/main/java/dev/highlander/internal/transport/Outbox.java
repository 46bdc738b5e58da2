package dev.highlander.internal.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection that wait to be written. Any thread offers; one thread at a time drains: the connection's writer, or its
 * reader between two reads.
 *
 * <h2>Batching</h2>
 *
 * The queue is an intrusive stack (Treiber, "Systems programming: coping with parallelism", 1986) that a drain takes whole with one
 * atomic exchange, turns around, copies into one buffer and writes with one call: whatever was queued while the last write ran leaves
 * together. Measured, this matters more than anything else here.
 *
 * <h2>Waking</h2>
 *
 * The writer announces that it sleeps, then looks at the queue again; who offers pushes first and looks at the announcement then. So one
 * of them sees the other, and a running writer costs no wake-up.
 *
 * <h2>Bound</h2>
 *
 * Bytes are counted from the offer until they are written. What would exceed the bound is refused.
 */
final class Outbox {

  /** What became of an offered frame. */
  enum Offer {
    ACCEPTED,
    FULL,
    CLOSED
  }

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final OutFrame SEALED = OutFrame.keepAlive();

  private final OutputStream out;
  private final long maxQueuedBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final AtomicReference<@Nullable OutFrame> newest = new AtomicReference<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean sleeping = new AtomicBoolean();
  private volatile @Nullable Thread writer;
  private volatile boolean closing;
  private volatile @Nullable OutFrame taken;
  private final AtomicLong drains = new AtomicLong();

  private int buffered;
  private long bufferedBytes;

  Outbox(OutputStream out, long maxQueuedBytes) {
    this.out = out;
    this.maxQueuedBytes = maxQueuedBytes;
  }

  /** Queues a frame and sees to it that it leaves soon. */
  Offer offer(OutFrame frame) {
    Offer offer = offerQuietly(frame);
    if (offer == Offer.ACCEPTED) {
      wake();
    }
    return offer;
  }

  /** Queues a frame that leaves with the next drain, which is the caller's duty. */
  Offer offerQuietly(OutFrame frame) {
    if (closing) {
      return Offer.CLOSED;
    }
    int size = frame.size();
    if (queuedBytes.addAndGet(size) > maxQueuedBytes) {
      queuedBytes.addAndGet(-size);
      return Offer.FULL;
    }
    OutFrame previous;
    do {
      previous = newest.get();
      if (previous == SEALED) {
        return Offer.CLOSED;
      }
      frame.next = previous;
    } while (!newest.compareAndSet(previous, frame));
    return Offer.ACCEPTED;
  }

  /** Whether frames wait that no drain has taken yet. */
  boolean hasQueued() {
    return newest.get() != null;
  }

  /** Grows with every drain that wrote something: silence is when it does not. */
  long drains() {
    return drains.get();
  }

  /** Starts the writer if it sleeps. */
  void wake() {
    if (sleeping.get() && sleeping.compareAndSet(true, false)) {
      LockSupport.unpark(writer);
    }
  }

  /** Writes everything that is queued, on the calling thread, unless another one is writing. */
  void flush() throws IOException {
    if (newest.get() != null && tryDrain() && newest.get() != null) {
      wake();
    }
  }

  /** The writer's life: until {@link #close}, or until a write fails. */
  void write() throws IOException {
    writer = Thread.currentThread();
    while (!closing) {
      if (newest.get() == null || !tryDrain()) {
        sleep();
      }
    }
  }

  /** Ends the writer. The socket must be closed by the caller if a write may be blocked. */
  void close() {
    closing = true;
    sleeping.set(false);
    LockSupport.unpark(writer);
  }

  /** Refuses all offers from now on and hands over what was never written. Only after the writer's end. */
  void seal(Consumer<OutFrame> unwritten) {
    each(taken, unwritten);
    OutFrame rest = newest.getAndSet(SEALED);
    if (rest != SEALED) {
      each(rest, unwritten);
    }
  }

  /** Frames that wait, as far as can be seen from outside while the writer goes on: some may be missed, none is invented. */
  void eachWaiting(Consumer<OutFrame> consumer) {
    OutFrame head = newest.get();
    if (head != SEALED) {
      each(head, consumer);
    }
    each(taken, consumer);
  }

  private static void each(@Nullable OutFrame first, Consumer<OutFrame> consumer) {
    for (OutFrame frame = first; frame != null; ) {
      OutFrame next = frame.next;
      consumer.accept(frame);
      frame = next;
    }
  }

  private void sleep() {
    sleeping.set(true);
    if ((newest.get() == null || draining.get()) && !closing) {
      LockSupport.park(this);
    }
    sleeping.set(false);
  }

  private boolean tryDrain() throws IOException {
    if (!draining.compareAndSet(false, true)) {
      return false;
    }
    try {
      for (OutFrame batch = takeInOrder(); batch != null && !closing; batch = takeInOrder()) {
        drain(batch);
      }
      return true;
    } finally {
      draining.set(false);
    }
  }

  private @Nullable OutFrame takeInOrder() {
    OutFrame frame = newest.get();
    while (frame != null && frame != SEALED && !newest.compareAndSet(frame, null)) {
      frame = newest.get();
    }
    OutFrame oldest = null;
    while (frame != null && frame != SEALED) {
      OutFrame previous = frame.next;
      frame.next = oldest;
      oldest = frame;
      frame = previous;
    }
    return oldest;
  }

  private void drain(OutFrame batch) throws IOException {
    taken = batch;
    for (OutFrame frame = batch; frame != null; ) {
      OutFrame following = frame.next;
      int size = frame.size();
      if (buffered + size > buffer.length) {
        taken = frame;
        writeBuffered();
      }
      frame.next = null;
      if (frame.depart()) {
        if (size > buffer.length) {
          taken = following;
          writeLarge(frame);
        } else {
          frame.encodeHeader(buffer, buffered);
          System.arraycopy(frame.body, 0, buffer, buffered + OutFrame.HEADER_BYTES, frame.body.length);
          buffered += size;
          bufferedBytes += size;
        }
      } else {
        bufferedBytes += size;
      }
      frame = following;
    }
    taken = null;
    writeBuffered();
    drains.lazySet(drains.get() + 1);
  }

  private void writeBuffered() throws IOException {
    if (buffered > 0) {
      out.write(buffer, 0, buffered);
      buffered = 0;
    }
    queuedBytes.addAndGet(-bufferedBytes);
    bufferedBytes = 0;
  }

  private void writeLarge(OutFrame frame) throws IOException {
    frame.encodeHeader(buffer, 0);
    out.write(buffer, 0, OutFrame.HEADER_BYTES);
    out.write(frame.body);
    queuedBytes.addAndGet(-frame.size());
  }
}

package dev.highlander.benchmarks.raw;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Request and reply on one bare socket, batched as the framework's transport does it: callers push on a stack, one writer takes the whole
 * stack, copies it into one buffer and writes with one call; one reader hands replies out. No deadlines, no limits, no failures: the least
 * that correlated requests can cost this way. Requests are sent from any thread.
 */
public final class EchoClient implements AutoCloseable {

  private static final int SLOTS = 1 << 12;

  /** A request under way. */
  private static final class Pending {
    final byte[] body;
    final Consumer<byte[]> answered;
    @Nullable Pending next;

    Pending(byte[] body, Consumer<byte[]> answered) {
      this.body = body;
      this.answered = answered;
    }
  }

  private final Socket socket;
  private final AtomicReference<@Nullable Pending> newest = new AtomicReference<>();
  private final AtomicReferenceArray<@Nullable Pending> waiting = new AtomicReferenceArray<>(SLOTS);
  private final Thread writer;
  private volatile boolean sleeping;

  public EchoClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    writer = Thread.ofPlatform().daemon().name("echo-writer").start(this::write);
    Thread.ofPlatform().daemon().name("echo-reader").start(this::read);
  }

  /** Sends; the answer comes on the reader. At most 4,000 under way. */
  public void send(byte[] body, Consumer<byte[]> answered) {
    Pending pending = new Pending(body, answered);
    Pending before;
    do {
      before = newest.get();
      pending.next = before;
    } while (!newest.compareAndSet(before, pending));
    if (sleeping) {
      sleeping = false;
      LockSupport.unpark(writer);
    }
  }

  private void write() {
    byte[] buffer = new byte[Frames.BUFFER_BYTES];
    long sequence = 0;
    try {
      OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()) {
        int filled = 0;
        for (Pending each = takeInOrder(); each != null; each = each.next) {
          if (filled + Frames.HEADER_BYTES + each.body.length > buffer.length) {
            out.write(buffer, 0, filled);
            filled = 0;
          }
          while (waiting.get((int) sequence & (SLOTS - 1)) != null) {
            sequence++;
          }
          waiting.set((int) sequence & (SLOTS - 1), each);
          filled = Frames.put(buffer, filled, sequence++, each.body);
        }
        if (filled > 0) {
          out.write(buffer, 0, filled);
        } else {
          sleeping = true;
          if (newest.get() == null) {
            LockSupport.park(this);
          }
          sleeping = false;
        }
      }
    } catch (IOException e) {
      // Closed: the run is over.
    }
  }

  private @Nullable Pending takeInOrder() {
    Pending reversed = null;
    for (Pending each = newest.getAndSet(null); each != null; ) {
      Pending before = each.next;
      each.next = reversed;
      reversed = each;
      each = before;
    }
    return reversed;
  }

  private void read() {
    try {
      Frames frames = new Frames(socket.getInputStream());
      while (true) {
        byte[] body = frames.next();
        Pending pending = waiting.getAndSet((int) frames.correlation() & (SLOTS - 1), null);
        if (pending != null) {
          pending.answered.accept(body);
        }
      }
    } catch (IOException e) {
      // Closed: the run is over.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    LockSupport.unpark(writer);
  }
}

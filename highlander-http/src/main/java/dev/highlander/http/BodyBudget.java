package dev.highlander.http;

import dev.highlander.Overloaded;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory for the contents of all requests at one time. A content reserves what it needs while it is read, not what it announces, so that
 * announcing costs nothing; when the budget is spent, the request that would go beyond it is refused. Thread-safe.
 */
final class BodyBudget {

  private static final int UNIT = 1_024;

  /** A slow start is forgiven for so long. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final int limit;
  private final int minBytesPerSecond;
  private final Semaphore units;

  BodyBudget(GatewayLimits limits) {
    this.limit = limits.bodyBytes();
    this.minBytesPerSecond = limits.minBytesPerSecond();
    this.units = new Semaphore((int) (limits.bodiesBytes() / UNIT) + 1);
  }

  Share open() {
    return new Share();
  }

  /** One request's share, given back when it is closed. Confined to the request's thread. */
  final class Share implements AutoCloseable {

    private int held;
    private boolean complete;

    /** Whether the content was read to its end. */
    boolean complete() {
      return complete;
    }

    /**
     * Reads everything.
     *
     * @param announced the announced length, or -1
     * @throws Refusal if it is or becomes longer than the limit, or comes more slowly than it may
     * @throws Overloaded if the budget is spent
     */
    byte[] read(InputStream in, long announced) throws IOException {
      if (announced > limit) {
        throw Refusal.tooLarge(limit);
      }
      byte[] buffer = new byte[0];
      int length = 0;
      long began = System.nanoTime();
      while (true) {
        if (length == buffer.length) {
          buffer = grow(buffer);
        }
        int read = in.read(buffer, length, buffer.length - length);
        if (read < 0) {
          complete = true;
          return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
        }
        length += read;
        if (length > limit) {
          throw Refusal.tooLarge(limit);
        }
        requireSpeed(length, System.nanoTime() - began);
      }
    }

    private void requireSpeed(int length, long nanos) {
      if (nanos > GRACE_NANOS && length < (nanos - GRACE_NANOS) / 1e9 * minBytesPerSecond) {
        throw Refusal.tooSlow(minBytesPerSecond);
      }
    }

    private byte[] grow(byte[] full) {
      // One byte beyond the limit, so that what is too long shows.
      int size = Math.min(Math.max(8 * UNIT, full.length * 2), limit + 1);
      int more = (size + UNIT - 1) / UNIT - held;
      if (!units.tryAcquire(more)) {
        throw new Overloaded("this gateway holds as much content of other requests as it may");
      }
      held += more;
      return Arrays.copyOf(full, size);
    }

    @Override
    public void close() {
      units.release(held);
      held = 0;
    }
  }
}

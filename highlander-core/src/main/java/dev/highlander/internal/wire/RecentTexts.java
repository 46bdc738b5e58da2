package dev.highlander.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that were decoded not long ago, by their bytes. Messages say the same few over and over: nodes, incarnations, types, handlers,
 * callers, and the ids of what is called often. One that is found again is neither decoded nor hashed again, and activations share the names they
 * keep. Bounded; thread-safe: a race only decodes once more.
 */
final class RecentTexts {

  /** The longest text that is kept, in bytes. */
  static final int MAX_BYTES = 64;

  private static final int SLOTS = 1 << 10;
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Odd multipliers with well-spread bits: the golden ratio's, and MurmurHash3's finalizer (Appleby). */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final long MIX_MORE = 0xFF51AFD7ED558CCDL;

  private record Entry(byte[] bytes, String text) {}

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SLOTS);

  /** The text with these bytes, if it was kept. */
  @Nullable String find(byte[] source, int from, int length) {
    if (length > MAX_BYTES) {
      return null;
    }
    Entry known = entries.getPlain(slot(source, from, length));
    return known != null && Arrays.equals(known.bytes, 0, known.bytes.length, source, from, from + length) ? known.text : null;
  }

  /** Keeps a text that these bytes stand for, instead of another one perhaps. */
  void keep(byte[] source, int from, int length, String text) {
    if (length <= MAX_BYTES) {
      entries.setRelease(slot(source, from, length), new Entry(Arrays.copyOfRange(source, from, from + length), text));
    }
  }

  private static int slot(byte[] source, int from, int length) {
    long hash = length;
    if (length >= Long.BYTES) {
      long first = (long) LONG.get(source, from);
      long last = (long) LONG.get(source, from + length - Long.BYTES);
      hash += first * MIX ^ last * MIX_MORE;
    } else {
      for (int i = from; i < from + length; i++) {
        hash = hash * 31 + source[i];
      }
    }
    return (int) ((hash ^ hash >>> 29) * MIX >>> Long.SIZE - 10);
  }
}

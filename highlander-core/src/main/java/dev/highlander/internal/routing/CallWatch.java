package dev.highlander.internal.routing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every call that is under way, so that a sweep can watch their deadlines and callers need no timer of their own. Thread-safe, lock-free.
 *
 * <p>A call is entered and removed on its own path, the sweep comes only a few times a second: so entering is one compare-and-set in a table of
 * slots, removing one store, and looking through the table is what costs. Calls that find no free slot within a few probes are kept in a set.
 */
final class CallWatch {

  static final int SLOTS = 1 << 12;
  private static final int PROBES = 8;

  /** Spreads what differs in low bits only, as clock readings do (Knuth, TAOCP 3, 6.4: multiplicative hashing). */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final int size;
  private final int shift;
  private final AtomicReferenceArray<@Nullable RoutedCall> slots;
  private final Set<RoutedCall> others = ConcurrentHashMap.newKeySet();

  CallWatch() {
    this(SLOTS);
  }

  /**
   * A watch with a table of a size of its own.
   *
   * @param size a power of two
   */
  CallWatch(int size) {
    this.size = size;
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
    this.slots = new AtomicReferenceArray<>(size);
  }

  /**
   * Enters a call; before anybody else knows it.
   *
   * @param spread any number that differs from call to call
   */
  void enter(RoutedCall call, long spread) {
    int first = (int) (spread * MIX >>> shift);
    for (int probe = 0; probe < PROBES; probe++) {
      int slot = first + probe & size - 1;
      if (slots.getPlain(slot) == null) {
        call.watchedAt = slot;
        if (slots.compareAndSet(slot, null, call)) {
          return;
        }
      }
    }
    call.watchedAt = RoutedCall.NO_SLOT;
    others.add(call);
  }

  /** Removes a call that was entered, once. */
  void leave(RoutedCall call) {
    if (call.watchedAt == RoutedCall.NO_SLOT) {
      others.remove(call);
    } else {
      slots.setRelease(call.watchedAt, null);
    }
  }

  /** Visits every call that was entered before and has not left. */
  void each(Consumer<RoutedCall> visitor) {
    for (int slot = 0; slot < size; slot++) {
      RoutedCall call = slots.get(slot);
      if (call != null) {
        visitor.accept(call);
      }
    }
    others.forEach(visitor);
  }
}

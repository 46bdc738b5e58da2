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

  private static final int SLOTS = 1 << 12;
  private static final int PROBES = 8;

  /** Spreads what differs in low bits only, as clock readings do (Knuth, TAOCP 3, 6.4: multiplicative hashing). */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final int MIX_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

  private final AtomicReferenceArray<@Nullable RoutedCall> slots = new AtomicReferenceArray<>(SLOTS);
  private final Set<RoutedCall> others = ConcurrentHashMap.newKeySet();

  /**
   * Enters a call; before anybody else knows it.
   *
   * @param spread any number that differs from call to call
   */
  void enter(RoutedCall call, long spread) {
    int first = (int) (spread * MIX >>> MIX_SHIFT);
    for (int probe = 0; probe < PROBES; probe++) {
      int slot = first + probe & SLOTS - 1;
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
    for (int slot = 0; slot < SLOTS; slot++) {
      RoutedCall call = slots.get(slot);
      if (call != null) {
        visitor.accept(call);
      }
    }
    others.forEach(visitor);
  }
}

package dev.highlander.internal.transport;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that have left and have no answer yet, by correlation id. An id is a running number and the slot its
 * request sits in, so a reply is found without hashing and a late one for a slot's former request matches nothing. Only the writer adds;
 * any thread removes. Slots are made as they are needed: the table is at most a quarter full or small.
 */
final class PendingTable {

  /** The largest number of requests a table can hold. */
  static final int MAX_REQUESTS = 1 << 18;

  private static final int SLOT_BITS = 20;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int CHUNK_BITS = 8;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int PROBES_BEFORE_GROWTH = 4;

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable PendingRequest>> chunks;
  private final int maxSlots;
  private int slots = CHUNK;
  private int cursor;
  private long sequence;

  PendingTable(int maxRequests) {
    this.maxSlots = Math.max(CHUNK, Integer.highestOneBit(Math.max(1, maxRequests - 1)) << 2);
    this.chunks = new AtomicReferenceArray<>(maxSlots >> CHUNK_BITS);
  }

  /** Gives the request its correlation id and keeps it. */
  void add(PendingRequest request) {
    for (int probe = 1; ; probe++) {
      int slot = cursor++ & (slots - 1);
      AtomicReferenceArray<@Nullable PendingRequest> chunk = chunk(slot >> CHUNK_BITS);
      if (chunk.get(slot & (CHUNK - 1)) == null) {
        request.correlation = ++sequence << SLOT_BITS | slot;
        chunk.set(slot & (CHUNK - 1), request);
        return;
      }
      if (probe % PROBES_BEFORE_GROWTH == 0 && slots < maxSlots) {
        cursor = slots;
        slots <<= 1;
      }
    }
  }

  /** The request with this id, if it still waits. */
  @Nullable PendingRequest find(long correlation) {
    int slot = (int) correlation & SLOT_MASK;
    if (slot >= maxSlots) {
      return null;
    }
    AtomicReferenceArray<@Nullable PendingRequest> chunk = chunks.get(slot >> CHUNK_BITS);
    PendingRequest request = chunk == null ? null : chunk.get(slot & (CHUNK - 1));
    return request != null && request.correlation == correlation ? request : null;
  }

  /** Frees the request's slot; no effect if it has none. */
  void remove(PendingRequest request) {
    int slot = (int) request.correlation & SLOT_MASK;
    AtomicReferenceArray<@Nullable PendingRequest> chunk = chunks.get(slot >> CHUNK_BITS);
    if (chunk != null) {
      chunk.compareAndSet(slot & (CHUNK - 1), request, null);
    }
  }

  void each(Consumer<PendingRequest> consumer) {
    for (int i = 0; i < chunks.length(); i++) {
      AtomicReferenceArray<@Nullable PendingRequest> chunk = chunks.get(i);
      for (int j = 0; chunk != null && j < CHUNK; j++) {
        PendingRequest request = chunk.get(j);
        if (request != null) {
          consumer.accept(request);
        }
      }
    }
  }

  private AtomicReferenceArray<@Nullable PendingRequest> chunk(int index) {
    AtomicReferenceArray<@Nullable PendingRequest> chunk = chunks.get(index);
    if (chunk == null) {
      chunk = new AtomicReferenceArray<>(CHUNK);
      chunks.set(index, chunk);
    }
    return chunk;
  }
}

package dev.highlander.internal.activation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one activation still has to do, one entry at a time, in order of arrival. Nothing is kept while there is nothing to do: the sender that
 * makes an empty mailbox non-empty starts one task on the executor, which drains it to the end.
 *
 * <p>Senders push onto a lock-free stack; the drainer takes the whole stack at once and runs it in reverse. {@code BUSY} at the bottom of the
 * stack says that a drainer is at work (or that the mailbox is not open yet). Entries that count are bounded; entries of the runtime's own are
 * not, since there are only a few for each activation.
 */
abstract class Mailbox {

  private static final VarHandle TOP;
  private static final VarHandle WAITING;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Mailbox.class, "top", Entry.class);
      WAITING = MethodHandles.lookup().findVarHandle(Mailbox.class, "waiting", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Something to do. Used once. */
  abstract static class Entry {
    private @Nullable Entry below;

    abstract void run();
  }

  private static final Entry BUSY =
      new Entry() {
        @Override
        void run() {
          throw new IllegalStateException("the mark of a busy mailbox is not an entry");
        }
      };

  /** Closed until {@link #open}: entries are kept and nothing runs. */
  @SuppressWarnings("unused")
  private volatile @Nullable Entry top = BUSY;

  @SuppressWarnings("unused")
  private volatile int waiting;

  /** Adds an entry that counts; false, and nothing is added, if {@code capacity} of them wait already. */
  final boolean offer(Entry entry, int capacity) {
    if ((int) WAITING.getAndAdd(this, 1) >= capacity) {
      WAITING.getAndAdd(this, -1);
      return false;
    }
    push(entry);
    return true;
  }

  /** To be called by a counting entry when it begins to run. */
  final void begun() {
    WAITING.getAndAdd(this, -1);
  }

  /** Adds an entry of the runtime's own. */
  final void push(Entry entry) {
    Entry before;
    do {
      before = top;
      entry.below = before;
    } while (!TOP.compareAndSet(this, before, entry));
    if (before == null) {
      executor().execute(this::drain);
    }
  }

  /** Begins to run what has come and comes. Called once. */
  final void open() {
    executor().execute(this::drain);
  }

  /** What runs the drainer: it may block. */
  abstract Executor executor();

  /** Nothing is left to run for now. Called by the drainer. */
  abstract void emptied();

  /** Whether nothing waits and nothing runs. */
  final boolean idle() {
    return top == null;
  }

  private void drain() {
    while (true) {
      Entry taken = (Entry) TOP.getAndSet(this, BUSY);
      Entry first = reverse(taken);
      if (first == null) {
        emptied();
        if (TOP.compareAndSet(this, BUSY, null)) {
          return;
        }
        continue;
      }
      for (Entry entry = first; entry != null; ) {
        Entry next = entry.below;
        entry.below = null;
        entry.run();
        entry = next;
      }
    }
  }

  private static @Nullable Entry reverse(@Nullable Entry taken) {
    Entry reversed = null;
    for (Entry entry = taken; entry != null && entry != BUSY; ) {
      Entry below = entry.below;
      entry.below = reversed;
      reversed = entry;
      entry = below;
    }
    return reversed;
  }
}

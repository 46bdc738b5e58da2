package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where an activation is in its life; it only ever moves down this list. */
sealed interface Phase {

  /** Claims, waits for its predecessor's lease to end, loads. Calls wait here. */
  final class Starting implements Phase {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable List<Waiter> waiters = new ArrayList<>();

    /** What became of a call that wanted to wait. */
    enum Added {
      WAITS,
      FULL,
      /** The phase is over: look again. */
      OVER
    }

    Added add(Invocation invocation, AnswerSink sink, int capacity) {
      lock.lock();
      try {
        if (waiters == null) {
          return Added.OVER;
        }
        if (waiters.size() >= capacity) {
          return Added.FULL;
        }
        waiters.add(new Waiter(invocation, sink));
        return Added.WAITS;
      } finally {
        lock.unlock();
      }
    }

    /** Ends the phase and gives out who waits, in order. */
    List<Waiter> end() {
      lock.lock();
      try {
        List<Waiter> all = waiters == null ? List.of() : waiters;
        waiters = null;
        return all;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Serves, while the lease is held. */
  record Serving() implements Phase {
    static final Serving NOW = new Serving();
  }

  /**
   * Takes nothing new; what runs is finished, then the claim is released.
   *
   * @param to where the object goes
   */
  record Draining(HandOff to) implements Phase {}

  /**
   * Over. Never opened again.
   *
   * @param reason why
   * @param answer what calls that still come get
   */
  record Stopped(StopReason reason, Answer answer) implements Phase {}

  /** A call that waits for the start. */
  record Waiter(Invocation invocation, AnswerSink sink) {}
}

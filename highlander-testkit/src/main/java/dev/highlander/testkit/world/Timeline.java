package dev.highlander.testkit.world;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: everything that is going to happen, in one order, on one thread. Two events of the same instant happen in the order in which
 * they were planned. Every event that happens is mixed into the trace hash, so two runs with the same hash were the same run.
 */
final class Timeline {

  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  /** Something that is going to happen. */
  static final class Event {
    private final @Nullable Machine machine;
    private final int life;
    private final long dueLocalNanos;
    private final Runnable task;
    private boolean cancelled;

    private Event(@Nullable Machine machine, int life, long dueLocalNanos, Runnable task) {
      this.machine = machine;
      this.life = life;
      this.dueLocalNanos = dueLocalNanos;
      this.task = task;
    }

    /** Whether it has happened or will not happen. */
    boolean over() {
      return cancelled;
    }

    void cancel() {
      cancelled = true;
    }
  }

  private final Agenda events = new Agenda();
  private long nowNanos;
  private long hash = PRIME;
  private long happened;

  long now() {
    return nowNanos;
  }

  /** Mixes a fact of this run into its hash. */
  void mix(long fact) {
    hash = (Long.rotateLeft(hash, 23) ^ fact) * PRIME;
  }

  long hash() {
    return hash ^ happened;
  }

  /** How many events have happened. */
  long happened() {
    return happened;
  }

  /** Plans something that belongs to no machine: it happens whatever machines do. */
  Event after(long delayNanos, Runnable task) {
    return add(nowNanos + Math.max(delayNanos, 0), null, 0, Long.MIN_VALUE, task);
  }

  /** As {@link #after} at a moment; not before now. */
  Event at(long atNanos, Runnable task) {
    return add(Math.max(atNanos, nowNanos), null, 0, Long.MIN_VALUE, task);
  }

  /** Plans something that happens in a process of a machine: never if that has ended by then, late if the machine stands. */
  Event on(Machine machine, int life, long atNanos, Runnable task) {
    return add(Math.max(atNanos, nowNanos), machine, life, Long.MIN_VALUE, task);
  }

  /** A timer of a machine's process, by its own monotonic clock. */
  Event timer(Machine machine, int life, long dueLocalNanos, Runnable task) {
    return add(Math.max(machine.whenLocal(dueLocalNanos), nowNanos), machine, life, dueLocalNanos, task);
  }

  private Event add(long atNanos, @Nullable Machine machine, int life, long dueLocalNanos, Runnable task) {
    Event event = new Event(machine, life, dueLocalNanos, task);
    events.add(atNanos, event);
    return event;
  }

  /** Plans an event that could not happen when it was due again. */
  void again(Event held, long atNanos) {
    events.add(Math.max(atNanos, nowNanos), held);
  }

  /** Lets everything happen until that moment. */
  void runUntil(long untilNanos) {
    while (!events.isEmpty() && events.nextNanos() <= untilNanos) {
      step();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  /** Lets things happen until something is so, or until that moment; whether it is so. */
  boolean runUntil(long untilNanos, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.nextNanos() > untilNanos) {
        nowNanos = Math.max(nowNanos, untilNanos);
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  private void step() {
    long atNanos = events.nextNanos();
    Event event = events.remove();
    if (event.cancelled) {
      return;
    }
    nowNanos = atNanos;
    Machine machine = event.machine;
    if (machine == null) {
      happen(event, -1);
    } else if (machine.life() != event.life) {
      event.cancelled = true;
    } else if (machine.stands()) {
      machine.hold(event);
    } else if (event.dueLocalNanos != Long.MIN_VALUE && machine.nanos() < event.dueLocalNanos) {
      // Its clock stood meanwhile.
      again(event, machine.whenLocal(event.dueLocalNanos));
    } else {
      happen(event, machine.index());
    }
  }

  private void happen(Event event, int where) {
    happened++;
    mix(nowNanos * 31 + where);
    event.cancelled = true;
    event.task.run();
  }
}

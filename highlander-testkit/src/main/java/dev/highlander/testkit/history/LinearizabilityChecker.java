package dev.highlander.testkit.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history of one object is linearizable (Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects",
 * 1990): whether each operation can be given a point in time between its call and its end, such that the object, doing one thing after the other
 * at those points, gives what the callers saw.
 *
 * <p>The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memoisation ("Testing for
 * Linearizability", 2017): a set of operations done and a state reached are explored once. Refused operations must not have happened and are left
 * out. Open ones have no end: they may take their point at any time after their call, or never.
 *
 * <p>Objects are independent of each other, so a history of many is checked one by one. Exponential at worst, in the number of operations that
 * run at the same time; bounded by the number of configurations, each of which costs a few bits for each operation and a state.
 */
public final class LinearizabilityChecker {

  private static final int MAX_CONFIGURATIONS = 2_000_000;

  private LinearizabilityChecker() {}

  /** Checks a history of one object. */
  public static <S, I, O> Verdict<I, O> check(SequentialModel<S, I, O> model, List<Operation<I, O>> history) {
    return check(model, history, MAX_CONFIGURATIONS);
  }

  /** Checks a history of one object, looking at no more than so many configurations. */
  public static <S, I, O> Verdict<I, O> check(SequentialModel<S, I, O> model, List<Operation<I, O>> history, int maxConfigurations) {
    return new Search<>(model, history, maxConfigurations).run();
  }

  /** A call or an end in the order of time; those of operations that have their point already are taken out. */
  private static final class Event<I, O> {
    final int number;
    private final @Nullable Operation<I, O> operation;

    /** The end that belongs to a call; null for an end, and for the call of an open operation. */
    final @Nullable Event<I, O> end;

    final boolean call;
    @Nullable Event<I, O> before;
    @Nullable Event<I, O> after;

    Event(int number, @Nullable Operation<I, O> operation, @Nullable Event<I, O> end, boolean call) {
      this.number = number;
      this.operation = operation;
      this.end = end;
      this.call = call;
    }

    Operation<I, O> operation() {
      return Objects.requireNonNull(operation, "the mark is no event");
    }

    void remove() {
      Event<I, O> left = before;
      Event<I, O> right = after;
      if (left != null) {
        left.after = right;
      }
      if (right != null) {
        right.before = left;
      }
    }

    void putBack() {
      Event<I, O> left = before;
      Event<I, O> right = after;
      if (left != null) {
        left.after = this;
      }
      if (right != null) {
        right.before = this;
      }
    }
  }

  private record Configuration<S>(BitSet done, S state) {}

  private record Step<S, I, O>(Event<I, O> call, S stateBefore) {}

  private record Moment<I, O>(long nanos, Event<I, O> event) {}

  private static final class Search<S, I, O> {
    private final SequentialModel<S, I, O> model;
    private final int maxConfigurations;
    private final Set<Configuration<S>> seen = new HashSet<>();
    private final Deque<Step<S, I, O>> steps = new ArrayDeque<>();
    private final BitSet done = new BitSet();
    private final Event<I, O> mark;
    private int unexplained;
    private S state;
    private List<Operation<I, O>> longest = List.of();
    private @Nullable Operation<I, O> stuck;

    Search(SequentialModel<S, I, O> model, List<Operation<I, O>> history, int maxConfigurations) {
      this.model = model;
      this.maxConfigurations = maxConfigurations;
      this.state = model.initial();
      this.mark = events(history);
    }

    /** All calls and ends behind a mark that is neither. */
    private Event<I, O> events(List<Operation<I, O>> history) {
      List<Moment<I, O>> moments = new ArrayList<>();
      int number = 0;
      for (Operation<I, O> operation : history) {
        switch (operation.outcome()) {
          case Outcome.Refused<O> refused -> { }
          case Outcome.Open<O> open -> moments.add(new Moment<>(operation.beganNanos(), new Event<>(number++, operation, null, true)));
          case Outcome.Returned<O> returned -> {
            Event<I, O> end = new Event<>(number, operation, null, false);
            moments.add(new Moment<>(operation.beganNanos(), new Event<>(number++, operation, end, true)));
            moments.add(new Moment<>(operation.endedNanos(), end));
            unexplained++;
          }
        }
      }
      // What ends at the instant at which another begins may have overlapped it.
      moments.sort(Comparator.<Moment<I, O>>comparingLong(Moment::nanos).thenComparing(moment -> !moment.event().call));
      Event<I, O> before = new Event<>(-1, null, null, false);
      Event<I, O> last = before;
      for (Moment<I, O> moment : moments) {
        last.after = moment.event();
        moment.event().before = last;
        last = moment.event();
      }
      return before;
    }

    Verdict<I, O> run() {
      Event<I, O> event = mark.after;
      while (unexplained > 0) {
        if (event != null && event.call) {
          Optional<S> next = next(event);
          if (next.isPresent() && isNew(event, next.get())) {
            if (seen.size() > maxConfigurations) {
              return new Verdict.GaveUp<>(maxConfigurations);
            }
            advance(event, next.get());
            event = mark.after;
          } else {
            event = event.after;
          }
        } else {
          // An end whose operation has no point yet: everything that may come before it was tried.
          noteStuck(event);
          Step<S, I, O> last = steps.poll();
          if (last == null) {
            return violated(event);
          }
          retreat(last);
          event = last.call().after;
        }
      }
      return new Verdict.Linearizable<>(explained());
    }

    private Optional<S> next(Event<I, O> call) {
      Operation<I, O> operation = call.operation();
      return operation.outcome() instanceof Outcome.Returned<O> returned
          ? model.next(state, operation.input(), returned.output())
          : Optional.of(model.next(state, operation.input()));
    }

    private boolean isNew(Event<I, O> call, S next) {
      BitSet after = (BitSet) done.clone();
      after.set(call.number);
      return seen.add(new Configuration<>(after, next));
    }

    private void advance(Event<I, O> call, S next) {
      steps.push(new Step<>(call, state));
      state = next;
      done.set(call.number);
      call.remove();
      if (call.end != null) {
        call.end.remove();
        unexplained--;
      }
    }

    private void retreat(Step<S, I, O> step) {
      Event<I, O> call = step.call();
      state = step.stateBefore();
      done.clear(call.number);
      if (call.end != null) {
        call.end.putBack();
        unexplained++;
      }
      call.putBack();
    }

    private void noteStuck(@Nullable Event<I, O> end) {
      if (end != null && (stuck == null || steps.size() > longest.size())) {
        stuck = end.operation();
        longest = explained();
      }
    }

    private List<Operation<I, O>> explained() {
      List<Operation<I, O>> order = new ArrayList<>();
      steps.descendingIterator().forEachRemaining(step -> order.add(step.call().operation()));
      return order;
    }

    private Verdict<I, O> violated(@Nullable Event<I, O> end) {
      Operation<I, O> fitsNowhere = stuck != null ? stuck : end == null ? null : end.operation();
      if (fitsNowhere == null) {
        throw new IllegalStateException("a search that ends without an operation that fits nowhere");
      }
      return new Verdict.Violated<>(longest, fitsNowhere);
    }
  }
}

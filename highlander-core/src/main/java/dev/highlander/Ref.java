package dev.highlander;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A typed address of one object. Holds no state and costs nothing; immutable, thread-safe.
 *
 * <p>Handlers are called with {@code update} and {@code query}, by method reference; the other methods read and write the whole state. Every
 * call throws a {@link HighlanderException} that says whether it was executed. A thread that is interrupted while it waits gets {@link
 * Unavailable} for a read and {@link OutcomeUnknown} for a write, with its interrupt flag set.
 *
 * @param <S> the object's type
 */
public interface Ref<S> extends Updates<S>, AsyncUpdates<S>, Queries<S>, AsyncQueries<S> {

  ObjectId id();

  /** The same reference with another caller: to be used by code that has authenticated it. */
  Ref<S> as(Caller caller);

  /** The same reference, whose next update carries this request id: it is applied at most once, however often it is sent. */
  Ref<S> withRequest(RequestId request);

  /**
   * Settles what became of an update whose caller got no answer ({@link OutcomeUnknown#requestId()}): says whether it was applied, and if it was
   * not, makes durable that it never will be. Who knows the arguments may repeat the call with {@link #withRequest} instead, which applies
   * it if it was not.
   *
   * @throws OutcomeUnknown if that can't be known any more, because the request is outside the request window or the process that sent it is
   *     gone, or not now, within the deadline
   * @throws Unavailable if no owner could be asked
   */
  UpdateOutcome outcome(RequestId request);

  /** The same reference with another call deadline; 1 ms to 1 hour. */
  Ref<S> within(Duration deadline);

  /** The same reference, whose reads are never stale, with no assumption about clocks (protocol G4); a read costs a request to the store. */
  Ref<S> strict();

  /** The whole state; the initial one if the object was never stored. */
  S get();

  /** The whole state and where it stands in the object's history. */
  Versioned<S> read();

  /** Replaces the whole state; returns what is stored now, when it is durable. */
  S put(S state);

  /** As {@link #put}, and says where the stored state stands. */
  Versioned<S> write(S state);

  /** Replaces the whole state if its version is the given one (0: never stored); throws {@link VersionConflict} if it is another. */
  Versioned<S> putIf(long version, S state);

  /** Reads, changes here, and writes if nobody else did; repeats on conflict, up to 100 times. The function may run several times. */
  S edit(UnaryOperator<S> change);

  /** Deletes the state: from now on the object looks as if it was never stored. */
  void delete();

  /** Whether a state is stored. */
  boolean exists();

  /** Where the object is active now, if anywhere. Does not activate it. */
  Optional<Location> location();
}

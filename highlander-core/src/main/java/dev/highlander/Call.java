package dev.highlander;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * What a handler may know beside state and arguments. Everything here is the same when the framework runs the same call again (because a
 * write before it failed), so a handler that takes time, ids and randomness only from here is pure. Valid only during the handler;
 * confined to its thread.
 */
public interface Call {

  /** Who calls, authenticated. */
  Caller caller();

  /** The object that is called. */
  ObjectId object();

  /** The id under which this update is applied at most once; for a query an id of its own, not remembered. */
  RequestId id();

  /** When the owner began this call, by its wall clock; not monotonic between nodes. */
  Instant time();

  /** A new random id: 22 characters of {@code [A-Za-z0-9_-]}, 128 bits; the n-th call gives the same id when this call is run again. */
  String newId();

  /** A random source that gives the same numbers when this call is run again. Not for secrets. */
  RandomGenerator random();
}

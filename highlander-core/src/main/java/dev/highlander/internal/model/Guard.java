package dev.highlander.internal.model;

import dev.highlander.Call;

/** Who may do something to an object. */
public sealed interface Guard {

  /** Everybody. */
  record Open() implements Guard {}

  /** Nobody: the type has guarded handlers and names no guard for this. */
  record Closed() implements Guard {}

  /**
   * Whoever the named method admits.
   *
   * @param name the method's name, for messages
   * @param code calls it
   */
  record Method(String name, Code code) implements Guard {}

  /** Calls a guard's method on a state; throws what the method throws. */
  @FunctionalInterface
  interface Code {
    boolean admits(Object state, Call call) throws Throwable;
  }
}

package dev.highlander.internal.activation;

import dev.highlander.Rejected;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Update;

/** A test object whose refusals can be held in the middle of the handler. */
@Persistent("gated")
record Gated(int value) {

  /** What a refusal does first. */
  static volatile Runnable hold = () -> { };

  @Update
  Gated become(int next) {
    return new Gated(next);
  }

  @Update
  Gated refuse() {
    hold.run();
    throw new Rejected("refused", "the value is " + value);
  }
}

package dev.highlander.internal.model;

import dev.highlander.DecidedAt;
import dev.highlander.HighlanderException;
import dev.highlander.spi.Holder;
import org.jspecify.annotations.Nullable;

/** What became of a call at the process that was asked. */
public sealed interface Answer {

  /** It was executed, and if it writes, it is durable. */
  record Done(Payload value, Receipt receipt) implements Answer {}

  /**
   * It ended with an error that the caller gets.
   *
   * @param problem which
   * @param receipt the state that the owner decided it on; null if no owner did
   */
  record Failed(Problem problem, @Nullable Receipt receipt) implements Answer {

    /** An error that no owner decided. */
    public Failed(Problem problem) {
      this(problem, null);
    }

    /** The exception that a user gets. */
    public HighlanderException toException() {
      HighlanderException exception = problem.toException();
      return receipt == null ? exception : exception.decidedAt(new DecidedAt(receipt.node(), receipt.epoch(), receipt.version()));
    }
  }

  /**
   * Not executed here, safe to route again.
   *
   * @param hint who owns the object, if known
   */
  record NotOwner(@Nullable Holder hint) implements Answer {}

  /**
   * It may have been executed, or may be later: ask again, with the same request id, until the deadline.
   *
   * @param reason a sentence for people
   */
  record Unknown(String reason) implements Answer {}
}

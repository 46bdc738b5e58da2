package dev.highlander.spi;

/** What an acknowledged write to the own node entry gave; only {@link Acknowledged} renews a lease (protocol L2). */
public sealed interface Renewal {

  /** The write was committed. */
  record Acknowledged() implements Renewal {}

  /** The own node entry does not exist any more: this incarnation was expelled or its session has ended. */
  record Gone() implements Renewal {}

  /**
   * Not known whether it was committed.
   *
   * @param reason a sentence for people
   */
  record Failed(String reason) implements Renewal {}
}

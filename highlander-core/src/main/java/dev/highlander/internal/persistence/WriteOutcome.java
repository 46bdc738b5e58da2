package dev.highlander.internal.persistence;

/** How one write of an object ended, after all its attempts (protocol F4). */
public sealed interface WriteOutcome {

  /**
   * It is durable.
   *
   * @param etag tag of what is stored
   */
  record Durable(String etag) implements WriteOutcome {}

  /**
   * It was not and will never be written, and the object is as it was: one may go on.
   *
   * @param reason a sentence for people
   */
  record NotWritten(String reason) implements WriteOutcome {}

  /**
   * A later activation has written: an attempt of this write may lie beneath.
   *
   * @param newer what is stored now
   */
  record Superseded(Envelope newer) implements WriteOutcome {}

  /**
   * A late write of an earlier activation came first: this one was not and will never be written, and the object has to be loaded again.
   *
   * @param reason a sentence for people
   */
  record Overtaken(String reason) implements WriteOutcome {}

  /**
   * The deadline passed, or the activation ended: it may be written already, or later, or never.
   *
   * @param reason a sentence for people
   */
  record Uncertain(String reason) implements WriteOutcome {}
}

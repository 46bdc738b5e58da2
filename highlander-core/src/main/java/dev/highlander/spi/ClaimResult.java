package dev.highlander.spi;

/** What a claim gave. Losing returns the winner. */
public sealed interface ClaimResult {

  /**
   * This incarnation owns the object.
   *
   * @param claim to be released when the activation has ended
   * @param entry whether the activation may load at once
   */
  record Granted(Claim claim, Entry entry) implements ClaimResult {}

  /**
   * Somebody else owns it.
   *
   * @param holder who
   */
  record HeldBy(Holder holder) implements ClaimResult {}

  /**
   * No claim was made, or it was withdrawn: the registry can't be reached, the incarnation has ended, or its byte budget is spent.
   *
   * @param reason a sentence for people; a spent budget is named with its limit
   */
  record Declined(String reason) implements ClaimResult {}

  /** Whether a new owner may load at once (protocol L5). */
  sealed interface Entry {

    /** Nobody was there before, or the predecessor released cleanly to this very claim. */
    record AtOnce() implements Entry {}

    /**
     * The predecessor may still be serving: wait the takeover wait from here, then load.
     *
     * @param firstSinceNanos when (by the {@link Ticker}) the reply or event was received in which this claim first was the lowest that
     *     counts
     */
    record AfterTakeoverWait(long firstSinceNanos) implements Entry {}
  }
}

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
   * No claim was made, or it was withdrawn: the registry can't be reached, or the incarnation has ended. It may be asked again.
   *
   * @param reason a sentence for people
   */
  record Declined(String reason) implements ClaimResult {}

  /**
   * No claim was made, and none can be until others are released: the incarnation's byte budget is spent.
   *
   * @param reason a sentence for people, which names the limit
   */
  record Full(String reason) implements ClaimResult {}

  /** Whether a new owner may load at once (protocol L5). */
  sealed interface Entry {

    /** Nobody was there before, or the predecessor released cleanly to this very claim. */
    record AtOnce() implements Entry {}

    /**
     * A predecessor may still be serving: the takeover wait has to be over before the object is loaded. It is counted from a moment
     * at which every incarnation that can have owned the object before, and is not a member any more, was known to be none; the wait
     * may be over already.
     *
     * @param sinceNanos that moment by the {@link Ticker}, not later than the answer
     */
    record AfterTakeoverWait(long sinceNanos) implements Entry {}
  }
}

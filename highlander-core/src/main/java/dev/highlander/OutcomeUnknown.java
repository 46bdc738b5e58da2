package dev.highlander;

/**
 * The deadline passed while it was not known whether the update took effect. It may have been applied, may be applied in a moment, or
 * never; it is applied at most once. The caller repeats it with {@code ref.withRequest(requestId())}: the same call with the same id is
 * answered with its first outcome if it was applied, and applied now if it was not. Or it asks {@code ref.outcome(requestId())}, which
 * settles whether it was applied without applying it.
 */
public final class OutcomeUnknown extends HighlanderException {

  private static final long serialVersionUID = 1L;

  private final transient RequestId requestId;

  /**
   * An unknown outcome.
   *
   * @param message what was waited for
   * @param requestId the id to repeat the update with
   */
  public OutcomeUnknown(String message, RequestId requestId) {
    super(ErrorKind.OUTCOME_UNKNOWN, message, null);
    this.requestId = requestId;
  }

  /** The id to repeat the update with. */
  public RequestId requestId() {
    return requestId;
  }
}

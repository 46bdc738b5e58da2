package dev.highlander;

/**
 * Thrown by a handler or guard to refuse a call: a decision of the object, not a fault. The state is unchanged and the caller gets this
 * same code and message.
 */
public final class Rejected extends HighlanderException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A refusal.
   *
   * @param code short and stable, for programs: {@code "not-created"}; at most 100 characters
   * @param message a sentence for people
   */
  public Rejected(String code, String message) {
    super(ErrorKind.REJECTED, message, null);
    if (code.isEmpty() || code.length() > 100) {
      throw new IllegalArgumentException("a rejection code has 1 to 100 characters; this one has " + code.length());
    }
    this.code = code;
  }

  /** The stable code, for programs. */
  public String code() {
    return code;
  }
}

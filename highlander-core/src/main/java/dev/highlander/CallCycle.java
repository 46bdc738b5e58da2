package dev.highlander;

/**
 * An update would wait for an object that waits for it; the message names the cycle. Not executed; the author changes the design.
 */
public final class CallCycle extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public CallCycle(String message) {
    super(ErrorKind.CALL_CYCLE, message, null);
  }

  public CallCycle(String message, Throwable cause) {
    super(ErrorKind.CALL_CYCLE, message, cause);
  }
}

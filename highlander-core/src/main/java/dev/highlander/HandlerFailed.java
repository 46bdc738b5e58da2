package dev.highlander;

/**
 * A handler or guard threw something other than Rejected. The state is unchanged; the author fixes the handler.
 */
public final class HandlerFailed extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public HandlerFailed(String message) {
    super(ErrorKind.HANDLER_FAILED, message, null);
  }

  public HandlerFailed(String message, Throwable cause) {
    super(ErrorKind.HANDLER_FAILED, message, cause);
  }
}

package dev.highlander;

/**
 * Wrong argument, type, handler or id, over a limit, or a request id used again with other arguments or outside its window. Not
 * executed; the caller fixes the call.
 */
public final class BadRequest extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public BadRequest(String message) {
    super(ErrorKind.BAD_REQUEST, message, null);
  }

  public BadRequest(String message, Throwable cause) {
    super(ErrorKind.BAD_REQUEST, message, cause);
  }
}

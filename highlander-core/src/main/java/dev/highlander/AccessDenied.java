package dev.highlander;

/** The guard of the handler or type does not admit this caller. Not executed. */
public final class AccessDenied extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public AccessDenied(String message) {
    super(ErrorKind.ACCESS_DENIED, message, null);
  }

  public AccessDenied(String message, Throwable cause) {
    super(ErrorKind.ACCESS_DENIED, message, cause);
  }
}

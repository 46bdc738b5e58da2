package dev.highlander;

/** The object has another version than the one the caller named. Not executed; the caller reads again. */
public final class VersionConflict extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public VersionConflict(String message) {
    super(ErrorKind.VERSION_CONFLICT, message, null);
  }

  public VersionConflict(String message, Throwable cause) {
    super(ErrorKind.VERSION_CONFLICT, message, cause);
  }
}

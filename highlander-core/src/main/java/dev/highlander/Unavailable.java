package dev.highlander;

/**
 * No owner can be reached, the registry has no quorum, the store is down, or the node is stopping. Not executed; the caller retries later.
 */
public final class Unavailable extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public Unavailable(String message) {
    super(ErrorKind.UNAVAILABLE, message, null);
  }

  public Unavailable(String message, Throwable cause) {
    super(ErrorKind.UNAVAILABLE, message, cause);
  }
}

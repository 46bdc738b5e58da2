package dev.highlander;

/** A mailbox, connection, request window or node is full. Not executed; the caller backs off. */
public final class Overloaded extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public Overloaded(String message) {
    super(ErrorKind.OVERLOADED, message, null);
  }

  public Overloaded(String message, Throwable cause) {
    super(ErrorKind.OVERLOADED, message, cause);
  }
}

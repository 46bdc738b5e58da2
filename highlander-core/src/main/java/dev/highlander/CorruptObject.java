package dev.highlander;

/**
 * The stored bytes can't be read as this object; they were left untouched. Not executed; the caller calls the operator.
 */
public final class CorruptObject extends HighlanderException {

  private static final long serialVersionUID = 1L;

  public CorruptObject(String message) {
    super(ErrorKind.CORRUPT_OBJECT, message, null);
  }

  public CorruptObject(String message, Throwable cause) {
    super(ErrorKind.CORRUPT_OBJECT, message, cause);
  }
}

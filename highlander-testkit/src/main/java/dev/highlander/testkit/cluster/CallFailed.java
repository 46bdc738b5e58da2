package dev.highlander.testkit.cluster;

import dev.highlander.ErrorKind;

/** A command that a node process was given ended with one of the framework's errors there. */
public final class CallFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final String code;

  CallFailed(ErrorKind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /** The error's kind. */
  public ErrorKind kind() {
    return kind;
  }

  /** The code of a rejection; empty for all others. */
  public String code() {
    return code;
  }
}

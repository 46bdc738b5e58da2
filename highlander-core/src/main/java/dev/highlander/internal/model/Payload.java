package dev.highlander.internal.model;

import org.jspecify.annotations.Nullable;

/** The value of an answer. */
public sealed interface Payload {

  /** JSON {@code null}. */
  Payload NULL = new Json(new byte[] {'n', 'u', 'l', 'l'});

  /** A JSON value. */
  record Json(byte[] value) implements Payload {}

  /** A value of this process; whoever hands it to a user copies it unless its type is immutable. */
  record Live(@Nullable Object value) implements Payload {}
}

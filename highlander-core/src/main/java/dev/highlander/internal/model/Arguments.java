package dev.highlander.internal.model;

import org.jspecify.annotations.Nullable;

/** The arguments of a call. Updates always carry JSON, so that caller and object can never share a mutable value. */
public sealed interface Arguments {

  /** None. */
  Arguments NONE = new Json(new byte[] {'[', ']'});

  /** A JSON array, one element for each argument. */
  record Json(byte[] array) implements Arguments {}

  /** Values of this process that nobody can change any more: queries called locally. */
  record Values(@Nullable Object[] values) implements Arguments {}
}

package dev.highlander.cluster;

import dev.highlander.annotation.Persistent;
import org.jspecify.annotations.Nullable;

/** A state as deep as one likes. */
@Persistent("nest")
public record Nest(@Nullable Nest inner) {

  /** A state of this depth as JSON. */
  static Nest ofDepth(int depth) {
    Nest nest = new Nest(null);
    for (int i = 1; i < depth; i++) {
      nest = new Nest(nest);
    }
    return nest;
  }

  int depth() {
    int depth = 1;
    for (Nest nest = inner; nest != null; nest = nest.inner()) {
      depth++;
    }
    return depth;
  }
}

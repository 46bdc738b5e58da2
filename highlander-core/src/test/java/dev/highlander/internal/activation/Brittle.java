package dev.highlander.internal.activation;

import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Update;
import java.util.AbstractList;
import java.util.List;

/** A state whose own code throws while it is written or read: exceptions, and errors as a process short of memory or classes has them. */
@Persistent("brittle")
record Brittle(String text, List<String> parts) {

  Brittle {
    if (text.startsWith("reading throws")) {
      throw new LinkageError(text);
    }
  }

  @Initial
  static Brittle blank() {
    return new Brittle("", List.of());
  }

  @Update
  Brittle become(String next) {
    return new Brittle(next, next.startsWith("writing throws") ? new Trap(next) : List.of());
  }

  /** A list that throws when somebody looks at what is in it. */
  private static final class Trap extends AbstractList<String> {
    private final String text;

    Trap(String text) {
      this.text = text;
    }

    @Override
    public String get(int index) {
      if (text.endsWith("error")) {
        throw new LinkageError(text);
      }
      throw new IllegalStateException(text);
    }

    @Override
    public int size() {
      return 1;
    }
  }
}

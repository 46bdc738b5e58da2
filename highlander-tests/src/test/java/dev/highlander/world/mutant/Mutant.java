package dev.highlander.world.mutant;

import java.util.List;

/**
 * A deliberate error.
 *
 * @param name what is wrong with it
 * @param rule of the ownership protocol that it breaks
 * @param seed that finds it; 0 if only a trace shows it
 * @param trace that shows it, as {@code Class.method} below {@code dev.highlander.world.trace}; empty if only seeds find it
 * @param breaks how the promise that is broken in that trace begins
 * @param patches that make it
 */
record Mutant(String name, String rule, long seed, String trace, String breaks, List<Patch> patches) {

  /**
   * One change of a source file of the core.
   *
   * @param file below {@code dev/highlander}
   * @param snippet what stands there, exactly once
   * @param replacement what stands there instead
   */
  record Patch(String file, String snippet, String replacement) {}

  static Mutant of(String name, String rule, long seed, Patch... patches) {
    return new Mutant(name, rule, seed, "", "", List.of(patches));
  }

  static Mutant shown(String name, String rule, String trace, String breaks, Patch... patches) {
    return new Mutant(name, rule, 0, trace, breaks, List.of(patches));
  }

  /** The same, shown by a trace as well. */
  Mutant shownToo(String by, String breaking) {
    return new Mutant(name, rule, seed, by, breaking, patches);
  }

  /** The same, found by a seed as well. */
  Mutant foundToo(long by) {
    return new Mutant(name, rule, by, trace, breaks, patches);
  }

  static Patch patch(String file, String snippet, String replacement) {
    return new Patch(file, snippet, replacement);
  }

  @Override
  public String toString() {
    return rule + ": " + name;
  }
}

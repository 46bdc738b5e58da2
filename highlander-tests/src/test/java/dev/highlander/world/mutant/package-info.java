/** Deliberate errors in the core, to prove that simulated worlds find them. They exist as patches to sources, compiled in memory by a test. */
@org.jspecify.annotations.NullMarked
package dev.highlander.world.mutant;

/** Scripts of simulated worlds, one for each rule of the ownership protocol that seeds do not show to be needed. */
@org.jspecify.annotations.NullMarked
package dev.highlander.world.trace;

/** Moves objects between nodes that live: one hand-off, a node's drain, balance. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.handoff;

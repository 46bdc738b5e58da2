/** The messages between processes as bytes: pure functions. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.wire;

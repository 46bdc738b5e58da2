/** Connections between processes. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.transport;

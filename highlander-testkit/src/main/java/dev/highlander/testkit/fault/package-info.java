/** Faults of networks, on demand. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.fault;

/** The references that users hold. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.client;

/**
 * The shapes a handler's method reference can have: distinct functional interfaces, so that one verb {@code update} fits
 * them all. Authors never name them.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.handler;

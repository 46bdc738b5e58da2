/** Finds the owner of an object, sends, and asks again. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.routing;

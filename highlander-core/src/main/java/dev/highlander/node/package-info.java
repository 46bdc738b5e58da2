/** The composition root: the only package that knows all others. */
@org.jspecify.annotations.NullMarked
package dev.highlander.node;

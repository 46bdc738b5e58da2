/** JSON: states, arguments and replies. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.codec;

/** Who owns what, as far as this process knows. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.directory;

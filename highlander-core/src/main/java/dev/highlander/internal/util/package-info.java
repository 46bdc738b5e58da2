/** Small things that all layers of the runtime use. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.util;

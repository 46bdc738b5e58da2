/** Where a new activation goes. */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.placement;

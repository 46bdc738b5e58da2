/** What every placement strategy does. */
@org.jspecify.annotations.NullMarked
package dev.highlander.placement;

/**
 * The contracts that plug-ins implement, and their sealed results. Expected outcomes are values, never exceptions: a future returned from
 * here completes exceptionally only for a defect. Futures may be completed on any thread; whoever continues one must not block it.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.spi;

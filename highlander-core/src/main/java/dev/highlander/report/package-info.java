/** Immutable status records: the only door for metrics and operators. */
@org.jspecify.annotations.NullMarked
package dev.highlander.report;

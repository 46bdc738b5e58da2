/** Contracts as tests: an implementation of a plug-in extends its contract and adds no more than how to open itself. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.contract;

/** Tests of how the kit starts processes, in its package. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.launch;

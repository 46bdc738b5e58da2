/** How the kit starts processes: with this JVM's class path, and soon with what an earlier start has learnt. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.launch;

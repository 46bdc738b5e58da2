/** JMH benchmarks of paths too short for a driver. Compiled apart, as JMH generates code for them. */
package dev.highlander.benchmarks.micro;

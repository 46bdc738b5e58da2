/** An S3 stand-in that costs little and delays every request. */
@org.jspecify.annotations.NullMarked
package dev.highlander.benchmarks.stub;

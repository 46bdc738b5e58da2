/** Snapshots in a bucket of S3 or a compatible product, through the AWS SDK; no type of the SDK is seen outside except for credentials. */
@org.jspecify.annotations.NullMarked
package dev.highlander.s3;

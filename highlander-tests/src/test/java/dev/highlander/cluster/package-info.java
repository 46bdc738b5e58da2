/** Clusters of real processes over a real ZooKeeper server and a real S3 server. */
@org.jspecify.annotations.NullMarked
package dev.highlander.cluster;

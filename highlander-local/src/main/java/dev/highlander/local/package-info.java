/** ZooKeeper and an S3 server inside this process, for one machine: data in a folder that survives restarts. Not for production. */
@org.jspecify.annotations.NullMarked
package dev.highlander.local;

/** The registry in ZooKeeper: ephemeral sequential claims, membership and the lease's renewals. */
@org.jspecify.annotations.NullMarked
package dev.highlander.zookeeper;

/** Real ZooKeeper ensembles for tests, and faults of them. */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.zookeeper;

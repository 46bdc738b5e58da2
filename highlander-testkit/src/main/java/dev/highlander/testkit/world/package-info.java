/**
 * A whole cluster on one thread, from one seed: the real core and the real claim logic on a simulated ZooKeeper ensemble, a simulated S3 bucket
 * and a simulated network, in virtual time, with everything failing that may fail. Begin at {@link dev.highlander.testkit.world.World}.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.testkit.world;

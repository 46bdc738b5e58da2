package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.spi.Claim;

/**
 * A claim that this incarnation holds. There is one for each active object, so its path is built again when it is needed.
 *
 * @param object the claimed object
 * @param transaction czxid of its node
 * @param sinceMillis when it was created, by the server's clock
 * @param counter its number within the incarnation
 * @param sequence the server's number of its node
 */
record ZooKeeperClaim(ObjectId object, long transaction, long sinceMillis, long counter, int sequence) implements Claim {}

package dev.highlander.zookeeper;

/**
 * What the registry uses of a node's metadata.
 *
 * @param czxid transaction that created it
 * @param mzxid transaction that last set its value
 * @param pzxid transaction that last changed its children
 * @param createdMillis wall clock of the server at its creation
 * @param modifiedMillis wall clock of the server when its value was last set
 * @param children how many children it has
 */
public record ZkStat(long czxid, long mzxid, long pzxid, long createdMillis, long modifiedMillis, int children) {}

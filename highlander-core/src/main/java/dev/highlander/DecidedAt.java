package dev.highlander;

/**
 * Which activation decided a call that ended with an error, and on which state.
 *
 * @param node name of the node
 * @param epoch of its activation
 * @param version of the object, which the error left as it was
 */
public record DecidedAt(String node, Epoch epoch, long version) {}

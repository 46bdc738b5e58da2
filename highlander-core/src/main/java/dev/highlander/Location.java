package dev.highlander;

import java.time.Instant;

/**
 * Where an object is active now: a hint the moment it is read.
 *
 * @param node name of the owning node
 * @param address the address its peers reach it at
 * @param epoch the activation's epoch
 * @param since when it claimed the object, by the registry's clock
 */
public record Location(String node, String address, Epoch epoch, Instant since) {}

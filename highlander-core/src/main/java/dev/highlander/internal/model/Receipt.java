package dev.highlander.internal.model;

import dev.highlander.Epoch;

/**
 * Where an answer stands in the object's history.
 *
 * @param exists whether a state is stored
 * @param version counts the object's writes; 0 if it was never stored
 * @param birth unique to a creation of the object; empty if it was never stored
 * @param epoch the answering activation's epoch
 * @param node the answering node's name
 */
public record Receipt(boolean exists, long version, String birth, Epoch epoch, String node) {}

package dev.highlander;

/**
 * A state together with where it stands in the object's history.
 *
 * @param state the state; the initial one if the object was never stored or is deleted
 * @param exists whether a state is stored
 * @param version counts the object's writes from 1; 0 if it was never stored
 * @param birth unique to a creation of the object (empty if never stored): equal birth and version mean equal state
 * @param epoch epoch of the activation that answered
 * @param node name of the node that answered
 * @param <S> the object's type
 */
public record Versioned<S>(S state, boolean exists, long version, String birth, Epoch epoch, String node) {}

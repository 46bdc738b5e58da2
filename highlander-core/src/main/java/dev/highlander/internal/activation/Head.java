package dev.highlander.internal.activation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state that the next update runs on: the last durable one, or one that waits to become durable.
 *
 * @param state the state
 * @param exists false for a never-stored or deleted object, whose state is the initial one
 * @param version the version it has or will have
 * @param birth the creation it belongs to; empty if there was none
 * @param unknown fields this type does not know; null if none
 */
record Head(Object state, boolean exists, long version, String birth, @Nullable ObjectNode unknown) {}

package dev.highlander.internal.wire;

import dev.highlander.internal.model.Invocation;

/**
 * A request between processes: one call, addressed to one incarnation of the receiver, so that a delayed duplicate can't execute at a
 * later life of it (protocol F6).
 *
 * @param targetIncarnation the incarnation the caller believes to own the object
 * @param invocation the call
 */
public record Invoke(String targetIncarnation, Invocation invocation) {}

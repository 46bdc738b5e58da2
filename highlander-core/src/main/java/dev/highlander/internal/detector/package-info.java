/**
 * Who of the cluster is gone (protocol L4): nodes probe each other, and what two of them can't reach is expelled, long before its session would end.
 * Deterministic: time, timers and chance come from the platform. docs/decisions/0012 says why it works this way.
 */
@org.jspecify.annotations.NullMarked
package dev.highlander.internal.detector;

package dev.highlander.cluster;

import dev.highlander.annotation.Persistent;

/** A short text that leaves memory soon after its last call. */
@Persistent(value = "note", idle = "700ms")
public record Note(String text) {}

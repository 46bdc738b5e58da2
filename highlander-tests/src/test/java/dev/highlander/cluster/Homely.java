package dev.highlander.cluster;

import dev.highlander.annotation.Persistent;

/** Belongs to one node, if that is there. */
@Persistent(value = "homely", preferred = "home")
public record Homely(String text) {}

package dev.highlander.internal.routing;

import java.time.Duration;

/**
 * Limits and times of routing.
 *
 * @param maxRedirects redirects that one attempt follows
 * @param requestWindow how long an unknown outcome can be repeated
 * @param locations how many locations are remembered
 */
public record RouterSettings(int maxRedirects, Duration requestWindow, int locations) {}

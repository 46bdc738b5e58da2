package dev.highlander.internal.routing;

import java.time.Duration;

/**
 * Limits and times of routing.
 *
 * @param maxRedirects redirects that one attempt follows
 * @param requestWindow how long an unknown outcome can be repeated
 * @param locations how many locations are remembered
 * @param watched a power of two: calls under way up to about so many are watched without a set; every sweep looks at as many places
 */
public record RouterSettings(int maxRedirects, Duration requestWindow, int locations, int watched) {

  /** For a process with thousands of calls under way. */
  public RouterSettings(int maxRedirects, Duration requestWindow, int locations) {
    this(maxRedirects, requestWindow, locations, CallWatch.SLOTS);
  }
}

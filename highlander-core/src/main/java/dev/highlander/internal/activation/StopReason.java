package dev.highlander.internal.activation;

/**
 * Why an activation ended, and whether its successor may skip the takeover wait.
 *
 * @param text a few words for logs and listeners
 * @param clean whether the claim may be released clean: no write of unknown outcome is in the air
 */
record StopReason(String text, boolean clean) {

  static final StopReason IDLE = new StopReason("idle", true);
  static final StopReason HANDED_OFF = new StopReason("handed off", true);
  static final StopReason LEAVING = new StopReason("node leaves", true);

  static StopReason broken(String text) {
    return new StopReason(text, false);
  }
}

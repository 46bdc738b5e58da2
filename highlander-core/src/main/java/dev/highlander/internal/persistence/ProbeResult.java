package dev.highlander.internal.persistence;

/** Whether a store may be used at all. */
public sealed interface ProbeResult {

  /**
   * It decides conditional writes atomically.
   *
   * @param conditionalDelete whether it also decides {@code DELETE} with a tag atomically, so that tombstones may be purged (protocol F7)
   * @param fromRecord whether an earlier pass was found recorded instead of racing again
   */
  record Passed(boolean conditionalDelete, boolean fromRecord) implements ProbeResult {}

  /**
   * It lost an update before our eyes, or would: no node may host objects on it.
   *
   * @param sentence names the store and the check that failed
   */
  record Failed(String sentence) implements ProbeResult {}

  /**
   * It could not be decided, because too many requests failed; worth another try later.
   *
   * @param reason a sentence for people
   */
  record Unreachable(String reason) implements ProbeResult {}
}

package dev.highlander.internal.persistence;

import dev.highlander.internal.codec.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pass of the start-up probe, as it stands in the bucket.
 *
 * @param format of this document
 * @param store description of the store that passed
 * @param framework version of the framework whose checks it passed
 * @param at when, by the clock of the node that ran them
 * @param conditionalDelete whether conditional deletes were proved too
 */
record ProbeRecord(int format, String store, String framework, Instant at, boolean conditionalDelete) {

  static final int FORMAT = 1;

  private static final Duration GOOD_FOR = Duration.ofDays(1);
  /** S3 itself refuses requests of clocks that differ by more. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(15);

  private static final JsonMapper JSON = new JsonCodec().mapper();

  byte[] toBytes() {
    return JSON.writeValueAsBytes(this);
  }

  /** The record in these bytes, or null if they are none: then the probe runs again and replaces them. */
  static @Nullable ProbeRecord of(byte[] bytes) {
    try {
      ProbeRecord record = JSON.readValue(bytes, ProbeRecord.class);
      boolean complete = record != null && record.store != null && record.framework != null && record.at != null;
      return complete && record.format == FORMAT ? record : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Whether this very store passed, whenever it was. */
  boolean isAbout(String describedStore) {
    return store.equals(describedStore);
  }

  /** Whether the pass still counts. */
  boolean isGood(String describedStore, String frameworkVersion, Instant now) {
    Duration age = Duration.between(at, now);
    boolean recent = age.compareTo(GOOD_FOR) < 0 && age.compareTo(CLOCK_DIFFERENCE.negated()) > 0;
    return isAbout(describedStore) && framework.equals(frameworkVersion) && recent;
  }
}

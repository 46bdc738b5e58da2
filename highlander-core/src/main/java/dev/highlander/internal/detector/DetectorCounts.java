package dev.highlander.internal.detector;

/**
 * What a failure detector has done since it began.
 *
 * @param probes probes that ended, one way or the other
 * @param missed those without an answer
 * @param accusations peers that this node said it can't reach
 * @param expulsions members that this node has expelled
 */
public record DetectorCounts(long probes, long missed, long accusations, long expulsions) {

  static final DetectorCounts NONE = new DetectorCounts(0, 0, 0, 0);

  DetectorCounts probed(boolean answered) {
    return new DetectorCounts(probes + 1, missed + (answered ? 0 : 1), accusations, expulsions);
  }

  DetectorCounts accused() {
    return new DetectorCounts(probes, missed, accusations + 1, expulsions);
  }

  DetectorCounts expelled() {
    return new DetectorCounts(probes, missed, accusations, expulsions + 1);
  }
}

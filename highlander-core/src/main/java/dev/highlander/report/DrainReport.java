package dev.highlander.report;

import java.time.Duration;

/**
 * What became of the objects of a node that drained.
 *
 * @param handedOff how many went to a next owner that waited for them
 * @param released how many were released to nobody: the next call activates them, without a takeover wait unless a write was in doubt
 * @param left how many are still active: the time was up
 * @param took how long it took
 */
public record DrainReport(int handedOff, int released, int left, Duration took) {}

package dev.highlander.report;

import java.util.List;
import java.util.Map;

/**
 * What one process knows of itself and the cluster at one moment.
 *
 * @param name its name
 * @param incarnation its present incarnation; empty between two
 * @param address where its peers reach it; empty for a client
 * @param state where it is in its life
 * @param leaseMillis how long it may still act as owner without a further renewal; 0 if it may not
 * @param generation the registry's generation
 * @param activations number of live activations by type
 * @param members the cluster as this process sees it
 */
public record NodeReport(
    String name,
    String incarnation,
    String address,
    State state,
    long leaseMillis,
    long generation,
    Map<String, Integer> activations,
    List<MemberReport> members) {

  /** Where a process is in its life. */
  public enum State {
    STARTING,
    RUNNING,
    /** Without an incarnation: the session ended and it has not joined again yet. */
    REJOINING,
    STOPPING,
    STOPPED
  }

  public NodeReport {
    activations = Map.copyOf(activations);
    members = List.copyOf(members);
  }

  /**
   * One member.
   *
   * @param name its name
   * @param incarnation its incarnation
   * @param address where it is reached; empty for a client
   * @param role {@code node} or {@code client}
   * @param draining whether it gives its objects away
   */
  public record MemberReport(String name, String incarnation, String address, String role, boolean draining) {}
}

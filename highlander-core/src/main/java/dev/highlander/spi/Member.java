package dev.highlander.spi;

import java.util.List;
import java.util.Map;

/**
 * One present life of a process in the cluster (protocol L1).
 *
 * @param incarnation random id of this life, 22 characters, never used twice
 * @param name the process's name as its operator gave it; two processes may wrongly have the same
 * @param address {@code host:port} its peers reach it at; empty for a client
 * @param version the framework's version
 * @param role whether it hosts objects
 * @param draining whether it gives its objects away and takes no new ones
 * @param labels the operator's own, at most 32
 */
public record Member(
    String incarnation, String name, String address, String version, Role role, boolean draining, Map<String, String> labels) {

  /** The label that says which types a node hosts, separated by commas; a node without it is taken to host all. */
  public static final String TYPES_LABEL = "highlander.types";

  /** Whether a process hosts objects. */
  public enum Role {
    NODE,
    CLIENT
  }

  public Member {
    labels = Map.copyOf(labels);
  }

  /** Whether new activations may be placed on it. */
  public boolean hosts() {
    return role == Role.NODE && !draining;
  }

  /** Whether new activations of this type may be placed on it: not every node knows every type, during a deploy for example. */
  public boolean hosts(String type) {
    String types = labels.get(TYPES_LABEL);
    return hosts() && (types == null || List.of(types.split(",")).contains(type));
  }
}

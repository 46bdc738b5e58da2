package dev.highlander.spi;

import dev.highlander.ObjectId;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses the node of a new activation. Pure: everything it may use comes in; same input, same answer. Thread-safe, and quick: it runs on threads
 * of the registry and of connections. What it throws, or an answer that is no candidate, is logged, and calls that need a place meanwhile wait
 * until it chooses or end with {@link dev.highlander.Unavailable}.
 */
public interface PlacementStrategy {

  /** The name that types and settings refer to it by: {@code [a-z][a-z0-9-]{0,63}}. */
  String name();

  /**
   * Whether objects may later be moved to nodes that have fewer of their type; false if it matters where it put them. Objects of a type with
   * preferred nodes are never moved for their number.
   */
  default boolean balances() {
    return true;
  }

  /** Chooses one of {@link Context#candidates()}, which is never empty. */
  Member choose(ObjectId object, Context context);

  /**
   * What a strategy may use.
   *
   * @param candidates the nodes that may host it, by name; not empty
   * @param self incarnation of the choosing process; not among the candidates if it is a client or draining
   * @param counter counts this process's choices from 0
   * @param random a random source
   */
  record Context(List<Member> candidates, String self, long counter, RandomGenerator random) {}
}

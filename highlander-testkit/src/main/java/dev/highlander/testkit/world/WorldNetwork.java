package dev.highlander.testkit.world;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Who can reach whom, and how long it takes. Ways have a direction. */
final class WorldNetwork {

  private static final long STEADY_NANOS = 1_000_000;

  private final Timeline timeline;
  private final SplittableRandom random;
  private final boolean steady;
  private final Map<String, WorldTransport> listening = new HashMap<>();
  private final Set<Long> cut = new HashSet<>();
  private boolean storm;

  WorldNetwork(Timeline timeline, SplittableRandom random, boolean steady) {
    this.steady = steady;
    this.timeline = timeline;
    this.random = random;
  }

  Timeline timeline() {
    return timeline;
  }

  SplittableRandom random() {
    return random;
  }

  long latency() {
    return steady && !storm ? STEADY_NANOS : 50_000 + random.nextLong(storm || random.nextInt(40) == 0 ? 250_000_000 : 2_000_000);
  }

  /** From now on nothing passes from one to the other. */
  void cut(Machine from, Machine to) {
    cut.add(way(from, to));
  }

  void mend(Machine from, Machine to) {
    cut.remove(way(from, to));
  }

  boolean passes(Machine from, Machine to) {
    return !cut.contains(way(from, to));
  }

  private static long way(Machine from, Machine to) {
    return ((long) from.index() << 32) | to.index();
  }

  /** Messages take long, each its own time. */
  void storm(boolean now) {
    storm = now;
  }

  void heal() {
    cut.clear();
    storm = false;
  }

  void listen(String address, WorldTransport transport) {
    listening.put(address, transport);
  }

  void leave(String address, WorldTransport transport) {
    listening.remove(address, transport);
  }

  @Nullable WorldTransport find(String address) {
    return listening.get(address);
  }
}

package dev.highlander.testkit.world;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Who can reach whom, and how long it takes. Ways have a direction. */
final class WorldNetwork {

  private static final long STEADY_NANOS = 1_000_000;

  /** Machines are numbered from 1. */
  private static final int INDICES = WorldBuilder.MAX_NODES + WorldBuilder.MAX_CLIENTS + 1;

  private final Timeline timeline;
  private final SplittableRandom random;
  private final boolean steady;
  private final Map<String, WorldTransport> listening = new HashMap<>();
  private final BitSet cut = new BitSet();
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
    cut.set(way(from, to));
  }

  void mend(Machine from, Machine to) {
    cut.clear(way(from, to));
  }

  boolean passes(Machine from, Machine to) {
    return !cut.get(way(from, to));
  }

  private static int way(Machine from, Machine to) {
    return from.index() * INDICES + to.index();
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

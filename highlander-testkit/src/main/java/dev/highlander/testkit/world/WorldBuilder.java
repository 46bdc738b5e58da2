package dev.highlander.testkit.world;

import dev.highlander.HandOffSettings;
import dev.highlander.NodeSettings;
import dev.highlander.ProbeSettings;
import dev.highlander.spi.PlacementStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Describes a world; {@link World#seed} begins one. Confined to one thread. */
public final class WorldBuilder {

  /** The most nodes of a world. */
  public static final int MAX_NODES = 20;

  /** The most clients of a world. */
  public static final int MAX_CLIENTS = 20;

  final long seed;
  final List<Class<?>> types = new ArrayList<>();
  final List<PlacementStrategy> strategies = new ArrayList<>();
  final List<WorldHistory> histories = new ArrayList<>();
  final List<Invariant> invariants = new ArrayList<>();
  NodeSettings settings =
      NodeSettings.defaults()
          .toBuilder()
          .heartbeat(Duration.ofMillis(400))
          .idle(Duration.ofMillis(800))
          .callDeadline(Duration.ofSeconds(20))
          .probes(ProbeSettings.DEFAULT.withInterval(Duration.ofMillis(700)))
          .handOff(HandOffSettings.DEFAULT.withSettle(Duration.ofSeconds(2)))
          .build();
  String placement = "next";
  int nodes = 3;
  int clients;
  int traceLines;
  boolean steady;

  WorldBuilder(long seed) {
    this.seed = seed;
  }

  /** So many nodes; 1 to {@value #MAX_NODES}, 3 unless changed. They are named {@code node-1} and so on. */
  public WorldBuilder nodes(int count) {
    nodes = between("nodes", count, 1, MAX_NODES);
    return this;
  }

  /** So many clients; 0 to {@value #MAX_CLIENTS}, none unless changed. They are named {@code client-1} and so on. */
  public WorldBuilder clients(int count) {
    clients = between("clients", count, 0, MAX_CLIENTS);
    return this;
  }

  /** The types that live in this world. Adds to earlier ones. */
  public WorldBuilder types(Class<?>... persistent) {
    types.addAll(List.of(persistent));
    return this;
  }

  /**
   * Times and limits of every node. Unless changed: the defaults, but with a heartbeat of 400 ms, probes every 700 ms, a rebalance 2 s after a
   * change, calls that wait for 20 s, and activations that end after 800 ms without a call, so that objects come and go often.
   */
  public WorldBuilder settings(NodeSettings all) {
    settings = all;
    return this;
  }

  /** Further placement strategies, and which one is used by types that name none. */
  public WorldBuilder placement(String defaultName, PlacementStrategy... own) {
    placement = defaultName;
    strategies.addAll(List.of(own));
    return this;
  }

  /** Hears of every call. */
  public WorldBuilder history(WorldHistory history) {
    histories.add(history);
    return this;
  }

  /** Has to hold. */
  public WorldBuilder invariant(Invariant invariant) {
    invariants.add(invariant);
    return this;
  }

  /** Keeps the last so many lines about what happened, for the message of a violation; 0 to 1,000,000, none unless changed. */
  public WorldBuilder trace(int lines) {
    traceLines = between("lines", lines, 0, 1_000_000);
    return this;
  }

  /**
   * Every message between two processes, or between a process and ZooKeeper or the store, takes a millisecond, and all clocks run at the same
   * rate: for scripts, in which the order of things is not the seed's matter.
   */
  public WorldBuilder steady() {
    steady = true;
    return this;
  }

  private static int between(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(what + " is " + value + "; it has to be between " + least + " and " + most);
    }
    return value;
  }

  /** Makes the world, starts every process and lets time pass until all have joined the cluster. */
  public World start() {
    if (types.isEmpty()) {
      throw new IllegalArgumentException("a world without types: call types(...)");
    }
    World world = new World(this);
    world.begin();
    return world;
  }
}

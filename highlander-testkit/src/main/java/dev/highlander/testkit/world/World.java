package dev.highlander.testkit.world;

import dev.highlander.Epoch;
import dev.highlander.NodeSettings;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster on one thread, from one seed: the real core and the real claim logic on a simulated ZooKeeper ensemble, a simulated S3 bucket
 * and a simulated network, in virtual time. The same seed and the same program give the same run, to the last message ({@link #traceHash}).
 *
 * <p>Whatever happens, a world checks that no two nodes serve an object at one instant, that no answer is older than one that was given before its
 * call began, that stored versions have no holes and epochs never fall, and at the end ({@link #verify}) that nothing acknowledged is missing
 * and that every object answers again. A program adds its own {@link Invariant}s. The first violation ends the run with a {@link WorldViolation}.
 *
 * <pre>{@code
 * World world = World.seed(42).nodes(3).types(Account.class).start();
 * world.faults(50, Duration.ofSeconds(40));
 * world.every(Duration.ofMillis(100), node -> node.ref(Account.class, "a").updateAsync(Account::deposit, 1));
 * world.run(Duration.ofSeconds(40));
 * world.verify();
 * }</pre>
 *
 * <p>Modelled: clocks of up to 10 % different rates, jumping wall clocks, standing and suspended machines, crashes, sessions that expire at any
 * moment, followers that lag or are cut off, lost and late and repeated writes, ways that are cut in one or both directions. Not modelled: data
 * races between threads of one process (a task runs to its end), full disks, corrupt bytes. Handlers can't call other objects. Virtual time
 * ends after two hours. Confined to one thread; several worlds may run on several threads.
 */
public final class World {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration SETTLES = Duration.ofSeconds(12);
  private static final Duration REACHABLE = Duration.ofSeconds(60);
  private static final Duration SYNC_PATIENCE = Duration.ofMinutes(10);

  /** Made once: what they have learned of a type serves every world. Immutable or thread-safe. */
  private static final JsonCodec JSON = new JsonCodec();

  private static final EnvelopeCodec ENVELOPES = new EnvelopeCodec();
  private static final Map<Class<?>, TypeModel<?>> MODELS = new ConcurrentHashMap<>();

  private final long seed;
  private final Timeline timeline = new Timeline();
  private final SplittableRandom random;
  private final SplittableRandom workRandom;
  private final NodeSettings settings;
  private final TypeRegistry types;
  private final List<PlacementStrategy> strategies;
  private final String placement;
  private final Ensemble ensemble;
  private final Bucket bucket;
  private final WorldNetwork network;
  private final List<WorldNode> nodes = new ArrayList<>();
  private final List<WorldNode> clients = new ArrayList<>();
  private final Faults faults;
  private final VersionOrder versions = new VersionOrder();
  private final List<WorldHistory> histories = new ArrayList<>();
  private final List<Invariant> invariants;
  private final Map<ObjectId, Set<WorldProcess>> active = new LinkedHashMap<>();
  private final Set<ObjectId> objects = new LinkedHashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final int traceLines;
  private final boolean steady;
  private final Deque<String> trace = new ArrayDeque<>();
  private long calls;
  private boolean inside;
  private boolean working = true;
  private List<Contested> contested = List.of();

  World(WorldBuilder builder) {
    seed = builder.seed;
    random = new SplittableRandom(seed);
    workRandom = random.split();
    settings = builder.settings;
    strategies = List.copyOf(builder.strategies);
    placement = builder.placement;
    invariants = List.copyOf(builder.invariants);
    traceLines = builder.traceLines;
    steady = builder.steady;
    List<TypeModel<?>> models = new ArrayList<>();
    builder.types.stream().distinct().forEach(type -> models.add(MODELS.computeIfAbsent(type, ReflectiveModelReader::read)));
    types = new TypeRegistry(models);
    ensemble = new Ensemble(timeline, random.split(), builder.steady);
    bucket = new Bucket(timeline, random.split(), builder.steady, new Writes());
    network = new WorldNetwork(timeline, random.split(), builder.steady);
    histories.add(versions);
    histories.addAll(builder.histories);
    for (int i = 1; i <= builder.nodes; i++) {
      nodes.add(made("node-" + i, i, Member.Role.NODE));
    }
    for (int i = 1; i <= builder.clients; i++) {
      clients.add(made("client-" + i, builder.nodes + i, Member.Role.CLIENT));
    }
    faults = new Faults(this, random.split());
  }

  private WorldNode made(String name, int index, Member.Role role) {
    int rate =
        switch (random.nextInt(4)) {
          case 0 -> Machine.SLOWEST;
          case 1 -> Machine.FASTEST;
          default -> random.nextInt(Machine.SLOWEST, Machine.FASTEST);
        };
    Machine machine = new Machine(timeline, index, name, steady ? Machine.MILLION : rate, steady, random.split());
    return new WorldNode(this, machine, role, new Weather(random.split()));
  }

  /** Begins to describe the world of a seed. */
  public static WorldBuilder seed(long seed) {
    return new WorldBuilder(seed);
  }

  void begin() {
    all().forEach(WorldNode::begin);
    drive(START, () -> all().stream().allMatch(WorldNode::ready));
    if (!all().stream().allMatch(WorldNode::ready)) {
      violated("start: not every process has joined within " + START);
    }
    tick();
    throwIfViolated();
  }

  // ---- who is there ----

  /** A node, from 1. */
  public WorldNode node(int number) {
    return nodes.get(number - 1);
  }

  /** The nodes. */
  public List<WorldNode> nodes() {
    return List.copyOf(nodes);
  }

  /** A client, from 1. */
  public WorldNode client(int number) {
    return clients.get(number - 1);
  }

  /** The nodes, then the clients. */
  public List<WorldNode> all() {
    List<WorldNode> all = new ArrayList<>(nodes);
    all.addAll(clients);
    return all;
  }

  /** The node that serves an object at this instant; null if none does. */
  public @Nullable WorldNode owner(ObjectId object) {
    return nodes.stream().filter(node -> node.serves(object)).findFirst().orElse(null);
  }

  /** Randomness for the program, of this seed. */
  public RandomGenerator random() {
    return workRandom;
  }

  /** Virtual time since the beginning. */
  public Duration now() {
    return Duration.ofNanos(timeline.now());
  }

  /** The same for two runs only if they were the same run, event by event. */
  public long traceHash() {
    return timeline.hash();
  }

  /** How many events have happened. */
  public long events() {
    return timeline.happened();
  }

  /** How many calls were begun. */
  public long calls() {
    return calls;
  }

  /** How many faults have been put in by {@link #faults(int, Duration)}. */
  public int faultsSoFar() {
    return faults.count();
  }

  // ---- what happens ----

  /** Spreads so many faults of every kind, chosen by the seed, over the time to come; what they break is mended after a while. */
  public void faults(int count, Duration over) {
    faults.plan(count, over.toNanos());
  }

  /** Nothing passes from one to the other, in this direction. */
  public void cut(WorldNode from, WorldNode to) {
    note(() -> "nothing passes from " + from + " to " + to);
    network.cut(from.machine(), to.machine());
  }

  /** Ends what {@link #cut} began. */
  public void mend(WorldNode from, WorldNode to) {
    note(() -> "messages pass from " + from + " to " + to);
    network.mend(from.machine(), to.machine());
  }

  /**
   * A ZooKeeper server, from 0 to 2, hears nothing of its leader and is not heard, but goes on answering reads until it notices, after seconds;
   * {@link #joinZooKeeperServer} ends it.
   */
  public void cutZooKeeperServer(int number) {
    Server server = ensemble.server(number);
    note(() -> server + " is cut off from its leader");
    server.cutFromLeader();
  }

  /** Ends what {@link #cutZooKeeperServer} began. */
  public void joinZooKeeperServer(int number) {
    Server server = ensemble.server(number);
    note(() -> server + " has found its leader");
    server.joinLeader();
  }

  /** The ensemble has no leader: nobody's session works; {@link #startZooKeeper} ends it. */
  public void stopZooKeeper() {
    note(() -> "ZooKeeper stops");
    ensemble.stop();
  }

  /** The ensemble has a leader again. */
  public void startZooKeeper() {
    note(() -> "ZooKeeper is there again");
    ensemble.start();
  }

  /** ZooKeeper comes up with empty disks: everything that was registered is gone (protocol F10). */
  public void wipeZooKeeper() {
    note(() -> "ZooKeeper's data is deleted");
    ensemble.wipe();
  }

  /** Again and again, after pauses of this length on average, one process that runs is asked to do something, until {@link #verify} begins. */
  public void every(Duration pause, Step step) {
    long nanos = pause.toNanos();
    timeline.after(
        workRandom.nextLong(nanos * 2),
        () -> {
          if (!working) {
            return;
          }
          List<WorldNode> running = all().stream().filter(node -> node.running() && !node.machine().stands()).toList();
          if (!running.isEmpty()) {
            step.of(running.get(workRandom.nextInt(running.size())));
          }
          every(pause, step);
        });
  }

  /** One thing that a process does; with asynchronous methods only. */
  @FunctionalInterface
  public interface Step {
    void of(WorldNode process);
  }

  /** Plans something. */
  public void after(Duration delay, Runnable task) {
    timeline.after(delay.toNanos(), task);
  }

  /** Lets virtual time pass. Throws {@link WorldViolation} at the first thing that is wrong. */
  public void run(Duration time) {
    drive(time, () -> false);
    throwIfViolated();
  }

  /** Lets virtual time pass until something is so; false if it is not so within the time. Throws {@link WorldViolation} as {@link #run} does. */
  public boolean runUntil(Duration atMost, Supplier<Boolean> condition) {
    drive(atMost, condition);
    throwIfViolated();
    return condition.get();
  }

  private void drive(Duration time, Supplier<Boolean> condition) {
    if (inside) {
      throw new IllegalStateException("inside a world only asynchronous calls can be made: it has one thread");
    }
    inside = true;
    try {
      timeline.runUntil(timeline.now() + time.toNanos(), () -> isWrong() || condition.get());
    } finally {
      inside = false;
    }
  }

  /** Lets time pass until an answer is there, for a test that waits for it. */
  void await(CompletableFuture<?> answer) {
    drive(SYNC_PATIENCE, answer::isDone);
    throwIfViolated();
    if (!answer.isDone()) {
      throw new IllegalStateException("no answer within " + SYNC_PATIENCE + " of virtual time");
    }
  }

  /** Ends every fault, those to come included: machines run, processes are started, ways are open, late writes arrive within seconds. */
  public void heal() {
    note(() -> "everything is healed");
    faults.stop();
    ensemble.start();
    for (int i = 0; i < Ensemble.SERVERS; i++) {
      ensemble.server(i).lag(0);
      ensemble.server(i).joinLeader();
    }
    network.heal();
    for (WorldNode each : all()) {
      ensemble.cutOff(each.machine(), false);
      each.weather().clear();
      each.process().sessions().letGo();
      each.resume();
      each.restart();
    }
    bucket.hurry(SETTLES.toNanos() / 2);
  }

  /**
   * Ends the work and the faults, lets the cluster settle, and checks that every process reaches every object that was called, that nothing
   * acknowledged is missing and that every invariant holds.
   */
  public void verify() {
    working = false;
    heal();
    run(SETTLES);
    // A process that was leaving when everything was healed has ended meanwhile.
    all().forEach(WorldNode::restart);
    Set<String> silent = new LinkedHashSet<>();
    for (ObjectId object : objects) {
      for (WorldNode each : all()) {
        String who = object + " from " + each;
        silent.add(who);
        probe(each, object, () -> silent.remove(who));
      }
    }
    drive(REACHABLE, silent::isEmpty);
    if (!silent.isEmpty()) {
      violated("silent: no answer within " + REACHABLE + " after the last fault: " + silent);
    }
    for (ObjectId object : objects) {
      String key = StoreKeys.of(object);
      long stored = StoredVersions.version(key, bucket.body(key));
      if (stored < versions.known(object)) {
        violated("lost: " + object + " is stored with version " + stored + ", and version " + versions.known(object) + " was answered");
      }
    }
    judge();
    throwIfViolated();
  }

  private void probe(WorldNode from, ObjectId object, Runnable answered) {
    if (!from.ready()) {
      timeline.after(Duration.ofMillis(200).toNanos(), () -> probe(from, object, answered));
      return;
    }
    new Probe(from.process(), object)
        .strictRead()
        .thenAccept(
            reached -> {
              if (reached) {
                answered.run();
              } else {
                timeline.after(Duration.ofMillis(200).toNanos(), () -> probe(from, object, answered));
              }
            });
  }

  // ---- what is checked ----

  private boolean isWrong() {
    for (int i = 0; i < contested.size(); i++) {
      checkOwners(contested.get(i));
    }
    return !violations.isEmpty();
  }

  /** An object that several processes have an activation of; only one of them may serve it. Looked at after every event. */
  private record Contested(ObjectId object, List<WorldProcess> candidates) {}

  private void checkOwners(Contested contest) {
    ObjectId object = contest.object();
    List<WorldProcess> candidates = contest.candidates();
    int serving = 0;
    for (int i = 0; i < candidates.size(); i++) {
      serving += candidates.get(i).serves(object) ? 1 : 0;
    }
    if (serving > 1) {
      List<WorldProcess> owners = candidates.stream().filter(process -> process.serves(object)).toList();
      violated("two serve: " + object + " by " + owners.stream().map(process -> process.machine().name()).toList());
    }
  }

  /** Invariants and histories are asked once in a second of virtual time. */
  private void tick() {
    judge();
    timeline.after(Duration.ofSeconds(1).toNanos(), this::tick);
  }

  private void judge() {
    histories.forEach(history -> history.violations().forEach(this::violated));
    for (Invariant invariant : invariants) {
      String violation = invariant.violation(this);
      if (violation != null) {
        violated(violation);
      }
    }
  }

  /** Something is wrong: the run ends. */
  void violated(String violation) {
    note(() -> "VIOLATION " + violation);
    violations.add(violation);
  }

  private void throwIfViolated() {
    if (!violations.isEmpty()) {
      String first = violations.getFirst();
      StringBuilder message = new StringBuilder("seed " + seed + ", at " + now() + ": " + first);
      trace.forEach(line -> message.append('\n').append(line));
      throw new WorldViolation(seed, first, message.toString());
    }
  }

  private final class Writes implements Bucket.Observer {
    private final StoredVersions stored = new StoredVersions(World.this::violated);

    @Override
    public void written(String key, byte @Nullable [] before, byte @Nullable [] after) {
      note(() -> "store: " + key + " <- " + (after == null ? "nothing" : new String(after, java.nio.charset.StandardCharsets.UTF_8)));
      stored.written(key, before, after);
    }
  }

  // ---- what the processes tell ----

  void activated(WorldProcess process, ObjectId object, Epoch epoch) {
    note(() -> process.machine() + " serves " + object + ", epoch " + epoch);
    active.computeIfAbsent(object, id -> new LinkedHashSet<>()).add(process);
    recount();
  }

  void deactivated(WorldProcess process, ObjectId object, Epoch epoch, String reason) {
    note(() -> process.machine() + " has ended " + object + ", epoch " + epoch + ": " + reason);
    if (!process.serves(object)) {
      active.computeIfAbsent(object, id -> new LinkedHashSet<>()).remove(process);
      recount();
    }
  }

  void ended(WorldProcess process) {
    active.values().forEach(processes -> processes.remove(process));
    recount();
  }

  private void recount() {
    List<Contested> contests = new ArrayList<>();
    active.forEach(
        (object, candidates) -> {
          if (candidates.size() > 1) {
            contests.add(new Contested(object, List.copyOf(candidates)));
          }
        });
    contested = contests;
  }

  WorldHistory.Begun began(
      String process, ObjectId object, WorldHistory.Kind kind, String handler, byte @Nullable [] arguments, @Nullable RequestId request) {
    objects.add(object);
    var begun = new WorldHistory.Begun(++calls, process, object, kind, handler, arguments, request, timeline.now());
    histories.forEach(history -> history.began(begun));
    return begun;
  }

  void ended(
      WorldHistory.Begun begun, WorldHistory.Outcome outcome, @Nullable Object value, boolean exists, long version, String problem) {
    var ended = new WorldHistory.Ended(begun, outcome, value, exists, version, problem, timeline.now());
    timeline.mix(begun.number() * 31 + version);
    note(() -> "call " + begun.number() + " of " + begun.process() + ", " + begun.kind() + " " + begun.handler() + " of " + begun.object() + ": "
        + outcome + " " + (version >= 0 ? "version " + version : problem));
    histories.forEach(history -> history.ended(ended));
  }

  /** Keeps a line about what happens, if somebody wants to read it. */
  void note(Supplier<String> line) {
    if (traceLines > 0) {
      trace.add(String.format(Locale.ROOT, "%12.6f %s", timeline.now() / 1e9, line.get()));
      if (trace.size() > traceLines) {
        trace.remove();
      }
    }
  }

  /** The lines that were kept. */
  public List<String> trace() {
    return List.copyOf(trace);
  }

  // ---- parts ----

  Timeline timeline() {
    return timeline;
  }

  Ensemble ensemble() {
    return ensemble;
  }

  Bucket bucket() {
    return bucket;
  }

  WorldNetwork network() {
    return network;
  }

  NodeSettings settings() {
    return settings;
  }

  TypeRegistry types() {
    return types;
  }

  JsonCodec json() {
    return JSON;
  }

  EnvelopeCodec envelopes() {
    return ENVELOPES;
  }

  List<PlacementStrategy> strategies() {
    return strategies;
  }

  String placement() {
    return placement;
  }
}

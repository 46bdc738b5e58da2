package dev.highlander.testkit.world;

import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.Unavailable;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.spi.Member;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One process of a world as a test sees it: a door to the objects, and what can be done to it. It keeps its name and its machine over restarts.
 * Confined to the world's thread.
 */
public final class WorldNode {

  private final World world;
  private final Machine machine;
  private final Member.Role role;
  private final Weather weather;
  private WorldProcess process;
  private boolean leaving;

  WorldNode(World world, Machine machine, Member.Role role, Weather weather) {
    this.world = world;
    this.machine = machine;
    this.role = role;
    this.weather = weather;
    this.process = new WorldProcess(world, machine, role, weather);
  }

  /** Its name. */
  public String name() {
    return machine.name();
  }

  /** Whether a process runs; it may stand still. */
  public boolean running() {
    return process.running();
  }

  /** Whether it runs, does not stand still and has a place in the cluster. */
  public boolean ready() {
    return process.joined() && !machine.stands();
  }

  /**
   * A reference that calls from here. From a test's own code its methods let virtual time pass until the answer is there; inside a world (in a
   * step of {@link World#every}, in an invariant, in what follows a future) only the asynchronous ones may be called.
   *
   * @throws Unavailable if no process runs here
   */
  public <S> Ref<S> ref(Class<S> type, String id) {
    if (!process.running()) {
      throw new Unavailable(name() + " does not run");
    }
    return process.refs().ref(type, id);
  }

  /** Whether an activation here answers reads of the object at this instant. */
  public boolean serves(ObjectId object) {
    return process.serves(object);
  }

  // ---- what can be done to it ----

  /**
   * Ends an activation here as if nobody had called it for long: calls are not taken any more, what is under way is finished, the claim is
   * released. False, and no effect, if it does not serve here.
   */
  public boolean rest(ObjectId object) {
    ObjectHost host = process.host();
    return process.running() && host != null && host.giveUp(object, () -> world.note(() -> name() + " has released " + object));
  }

  /** Ends the process at once, as SIGKILL does. */
  public void kill() {
    if (process.running()) {
      world.note(() -> name() + " is killed");
      leaving = false;
      process.kill();
      machine.resume();
      world.ended(process);
    }
  }

  /** Starts a new process if none runs. */
  public void restart() {
    if (!process.running()) {
      world.note(() -> name() + " starts");
      process = new WorldProcess(world, machine, role, weather);
      process.start();
    }
  }

  /** Asks the process to leave, as SIGTERM does; then it ends. */
  public void leave() {
    WorldProcess now = process;
    if (now.running() && !leaving) {
      world.note(() -> name() + " leaves");
      leaving = true;
      now.leave(
          () -> {
            if (process == now) {
              kill();
            }
          });
    }
  }

  /** The process stands still, and its clocks go on (SIGSTOP). */
  public void pause() {
    world.note(() -> name() + " stands still");
    machine.pause();
  }

  /** The machine stands still, and so does its monotonic clock. */
  public void suspend() {
    world.note(() -> name() + " is suspended");
    machine.suspend();
  }

  /**
   * The machine stands still with both of its clocks, so that nothing on it can notice: a clock whose rate is that wrong is more than a lease
   * allows for, and what needs no clock has to hold all the same.
   */
  public void freeze() {
    world.note(() -> name() + " is frozen");
    machine.freeze();
  }

  /** The ZooKeeper server that the process is connected to, for {@link World#cutZooKeeperServer}; -1 if it is connected to none. */
  public int zooKeeperServer() {
    return process.running() ? process.sessions().present().stream().mapToInt(WorldSession::server).max().orElse(-1) : -1;
  }

  /** It goes on, with everything late. */
  public void resume() {
    if (machine.stands()) {
      world.note(() -> name() + " goes on");
      machine.resume();
    }
  }

  /** The machine's wall clock is set. */
  public void jumpWallClock(Duration by) {
    world.note(() -> name() + " sets its wall clock by " + by);
    machine.jumpWallClock(by.toMillis());
  }

  /** ZooKeeper gives the session up, now, although the process is well. */
  public void expireSession() {
    world.note(() -> "the session of " + name() + " expires");
    sessions(session -> world.ensemble().expire(session.id()));
  }

  /** The connection to ZooKeeper breaks; what is in flight has no known outcome. */
  public void breakZooKeeperConnection() {
    world.note(() -> name() + " loses its connection to ZooKeeper");
    sessions(WorldSession::breakConnection);
  }

  /**
   * Keeps what this process sends to ZooKeeper on its way, from the first request on that fits, until {@link Held#go}. A request is described
   * by what it asks for: {@code children /path}, {@code data /path}, {@code stat /path}, {@code ephemerals /path}, {@code close}, or a write's
   * operations in their order: {@code check /path, create /path, set /path, delete /path}.
   *
   * @param first whether a request is the first to be held
   */
  public Held holdRequests(Predicate<String> first) {
    return process.sessions().heldRequests().add(first);
  }

  /**
   * Keeps what ZooKeeper sends to this process on its way, from the reply to the first request on that fits: replies, events, the news that the
   * connection is closed.
   *
   * @param toRequest whether the reply to a request is the first to be held, described as for {@link #holdRequests}
   */
  public Held holdReplies(Predicate<String> toRequest) {
    return process.sessions().heldReplies().add(toRequest);
  }

  /** Keeps the next write of an object that this process sends, one for each call of this. */
  public HeldWrite holdWrite() {
    HeldWrite write = new HeldWrite();
    weather.hold(write);
    return write;
  }

  private void sessions(Consumer<WorldSession> action) {
    if (process.running()) {
      java.util.List.copyOf(process.sessions().present()).forEach(action);
    }
  }

  /** A third party deletes the node's entry in the registry: it is expelled (protocol L4). */
  public void expel() {
    String incarnation = process.incarnation();
    if (!incarnation.isEmpty()) {
      world.note(() -> name() + " is expelled");
      world.ensemble().delete("/highlander/nodes/" + incarnation);
    }
  }

  /** Nothing passes between the process and ZooKeeper; true ends it. */
  public void zooKeeper(boolean reachable) {
    world.note(() -> name() + (reachable ? " reaches" : " does not reach") + " ZooKeeper");
    world.ensemble().cutOff(machine, !reachable);
  }

  /** The store can't be reached from here; true ends it. */
  public void store(boolean reachable) {
    world.note(() -> name() + (reachable ? " reaches" : " does not reach") + " the store");
    weather.down(!reachable);
  }

  // ---- the world's own ----

  void begin() {
    process.start();
  }

  Machine machine() {
    return machine;
  }

  Weather weather() {
    return weather;
  }

  WorldProcess process() {
    return process;
  }

  boolean isNode() {
    return role == Member.Role.NODE;
  }

  boolean is(@Nullable WorldProcess other) {
    return process == other;
  }

  @Override
  public String toString() {
    return name();
  }
}

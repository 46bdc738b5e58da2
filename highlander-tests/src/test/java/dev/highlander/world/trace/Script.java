package dev.highlander.world.trace;

import dev.highlander.HandOffSettings;
import dev.highlander.NodeSettings;
import dev.highlander.ObjectId;
import dev.highlander.ProbeSettings;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.testkit.world.World;
import dev.highlander.testkit.world.WorldNode;
import dev.highlander.testkit.world.WorldViolation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A world in which nothing happens by itself: messages take a millisecond, nobody is expelled, nothing is moved and no session ends but by the
 * script, and {@link #OBJECT} is claimed by the node that the script names.
 */
final class Script {

  /** The object that everything is about. */
  static final ObjectId OBJECT = new ObjectId("sword", "x");

  /** Its parent in the registry. */
  static final String PARENT = "/highlander/objects/sword/x";

  /** Longer than a takeover wait and than three passes of a janitor, shorter than a session. */
  private static final Duration SOON = Duration.ofSeconds(25);

  private static final Duration A_FEW_MESSAGES = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int LINES = 200;

  private final World world;
  private final Named placement = new Named();

  private Script(int nodes) {
    NodeSettings settings =
        NodeSettings.defaults()
            .toBuilder()
            .sessionTimeout(Duration.ofSeconds(30))
            .idle(NEVER)
            .probes(ProbeSettings.OFF)
            .handOff(HandOffSettings.DEFAULT.withRebalance(false))
            .build();
    world =
        World.seed(1)
            .nodes(nodes)
            .types(Sword.class, Scroll.class)
            .settings(settings)
            .placement("named", placement)
            .steady()
            .trace(LINES)
            .start();
  }

  /** A promise that a script watches itself was broken. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  /**
   * Runs a script, then heals what it broke and verifies the world.
   *
   * @return the first promise that was broken; empty if none was
   * @throws AssertionError if a step of the script did not come about: then it shows nothing
   */
  static String play(int nodes, Consumer<Script> steps) {
    try {
      Script script = new Script(nodes);
      steps.accept(script);
      script.world.run(Duration.ofSeconds(5));
      script.world.verify();
      return "";
    } catch (WorldViolation violation) {
      return violation.violation();
    } catch (Broken broken) {
      return broken.getMessage();
    }
  }

  WorldNode node(int number) {
    return world.node(number);
  }

  /** The next claims of the object, and the next hand-off, are this node's. */
  void chooses(WorldNode node) {
    placement.name = node.name();
  }

  /** A node claims the object, if nobody it can ask owns it: it is called there. */
  void claims(WorldNode node) {
    chooses(node);
    CompletableFuture<?> unused = node.ref(Sword.class, OBJECT.id()).updateAsync(Sword::strike).handle((done, problem) -> "");
  }

  /** As {@link #claims}, and lets time pass until it serves. */
  void owns(WorldNode node) {
    claims(node);
    until(node + " serves", () -> node.serves(OBJECT));
  }

  /** ZooKeeper ends a node's session; the node can't be told. */
  void losesSessionUnknowingly(WorldNode node) {
    node.zooKeeper(false);
    node.expireSession();
  }

  /** Nothing that one node says reaches another one. */
  void cut(WorldNode from, WorldNode to) {
    world.cut(from, to);
  }

  /** Lets time pass until something is so, which has to come about. */
  void until(String what, Supplier<Boolean> condition) {
    if (!world.runUntil(SOON, condition)) {
      throw new AssertionError("the script does not come to this: " + what + "\n" + String.join("\n", world.trace()));
    }
  }

  /** Lets time pass. */
  void pass(Duration time) {
    world.run(time);
  }

  /** Lets the messages that are under way arrive, and their answers. */
  void arrive() {
    world.run(A_FEW_MESSAGES);
  }

  /** Mends everything, waits until it is well again, and checks what every world checks at its end. */
  void heal() {
    world.verify();
  }

  /** A promise was broken. */
  void broken(String promise) {
    throw new Broken(promise);
  }

  /** Cuts the ZooKeeper server that a node is connected to off from its leader. A node that is connected to another one is given. */
  WorldNode cutZooKeeperServerOf(WorldNode node, List<WorldNode> others) {
    int server = node.zooKeeperServer();
    world.cutZooKeeperServer(server);
    return others.stream()
        .filter(other -> other.zooKeeperServer() != server)
        .findFirst()
        .orElseThrow(() -> new AssertionError("all nodes are connected to one server"));
  }

  /** Something that the protocol promises within a time. */
  void within(Duration time, String what, Supplier<Boolean> promised) {
    if (!world.runUntil(time, promised)) {
      throw new Broken("not within " + time.toMillis() + " ms: " + what);
    }
  }

  /** Places everything on the node that the script names; on the first one if that is none. */
  private static final class Named implements PlacementStrategy {
    private String name = "";

    @Override
    public String name() {
      return "named";
    }

    @Override
    public boolean balances() {
      return false;
    }

    @Override
    public Member choose(ObjectId object, Context context) {
      return context.candidates().stream().filter(member -> member.name().equals(name)).findFirst().orElse(context.candidates().getFirst());
    }
  }
}

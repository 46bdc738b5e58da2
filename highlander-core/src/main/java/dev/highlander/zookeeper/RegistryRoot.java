package dev.highlander.zookeeper;

import dev.highlander.BadRequest;
import dev.highlander.HighlanderException;
import dev.highlander.Unavailable;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.spi.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cluster's root node: made once, with a random id by which a rebuilt ensemble is noticed (protocol F10) and with the
 * settings that all nodes have to share. A node that has others refuses to start.
 */
final class RegistryRoot {

  /** What stands in {@code config}: what a change of would make two nodes disagree on who owns what. */
  static final Map<String, String> CONFIG = new TreeMap<>(Map.of("format", "1", "registry", "per-object", "ids", "equals-hex"));

  private static final int MAX_ROUNDS = 5;
  private static final JsonMapper JSON = new JsonCodec().mapper();

  private final ZkSession session;
  private final Paths paths;
  private final Platform platform;
  private final CompletableFuture<String> id = new CompletableFuture<>();
  private int rounds;

  RegistryRoot(ZkSession session, Paths paths, Platform platform) {
    this.session = session;
    this.paths = paths;
    this.platform = platform;
  }

  /** Completes with the root's id, or exceptionally as {@link dev.highlander.spi.Registry#open} does. */
  CompletableFuture<String> ensure() {
    read();
    return id;
  }

  private void read() {
    if (++rounds > MAX_ROUNDS) {
      fail(new Unavailable("the root " + paths.root() + " could not be made"));
      return;
    }
    var root = new Holding<ZkSession.Data>();
    session.data(paths.root(), false, root::set);
    session.data(paths.config(), false, config -> onRead(root.get(), config));
  }

  private void onRead(ZkReply<ZkSession.Data> root, ZkReply<ZkSession.Data> config) {
    if (root instanceof ZkReply.Done<ZkSession.Data> found) {
      if (config instanceof ZkReply.Done<ZkSession.Data> settings) {
        verify(found.value().value(), settings.value().value());
      } else if (config.refused(ZkReply.Reason.NO_NODE)) {
        fail(new BadRequest("the ZooKeeper node " + paths.root() + " exists, but not as a root of Highlander: it has no config"));
      } else {
        fail(new Unavailable(config.problem()));
      }
    } else if (root.refused(ZkReply.Reason.NO_NODE)) {
      createAncestors(paths.root().indexOf('/', 1));
    } else {
      fail(new Unavailable(root.problem()));
    }
  }

  private void createAncestors(int end) {
    if (end < 0) {
      create();
      return;
    }
    session.create(
        new ZkOp.Create(paths.root().substring(0, end), new byte[0], ZkOp.Mode.PERSISTENT),
        reply -> {
          if (reply instanceof ZkReply.Done || reply.refused(ZkReply.Reason.NODE_EXISTS)) {
            createAncestors(paths.root().indexOf('/', end + 1));
          } else {
            fail(new Unavailable(reply.problem()));
          }
        });
  }

  /** All or nothing; whoever comes second reads what the first has made. */
  private void create() {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", platform.newId());
    root.put("created", platform.ticker().wallClock().toString());
    ObjectNode config = JSON.createObjectNode();
    CONFIG.forEach(config::put);
    session.multi(
        List.of(
            persistent(paths.root(), JSON.writeValueAsBytes(root)),
            persistent(paths.config(), JSON.writeValueAsBytes(config)),
            persistent(paths.nodes(), new byte[0]),
            persistent(paths.objects(), new byte[0])),
        reply -> {
          if (reply instanceof ZkReply.Done || reply.refused(ZkReply.Reason.NODE_EXISTS)) {
            read();
          } else {
            fail(new Unavailable(reply.problem()));
          }
        });
  }

  private static ZkOp.Create persistent(String path, byte[] value) {
    return new ZkOp.Create(path, value, ZkOp.Mode.PERSISTENT);
  }

  private void verify(byte[] root, byte[] config) {
    try {
      JsonNode settings = JSON.readTree(config);
      List<String> differences = new ArrayList<>();
      CONFIG.forEach(
          (key, mine) -> {
            String theirs = settings.path(key).asString("absent");
            if (!theirs.equals(mine)) {
              differences.add(key + " is " + theirs + " there and " + mine + " here");
            }
          });
      String found = idOf(root);
      if (!differences.isEmpty()) {
        fail(new BadRequest(paths.config() + " was made with other settings: " + String.join(", ", differences)));
      } else if (found.isEmpty()) {
        fail(new BadRequest("the ZooKeeper node " + paths.root() + " has no id: it is not a root of Highlander"));
      } else {
        id.complete(found);
      }
    } catch (JacksonException e) {
      fail(new BadRequest("the ZooKeeper node " + paths.config() + " can't be read: " + e.getOriginalMessage(), e));
    }
  }

  private void fail(HighlanderException problem) {
    id.completeExceptionally(problem);
  }

  /** The id in the root's value; empty if there is none. */
  static String idOf(byte[] root) {
    try {
      return JSON.readTree(root).path("id").asString("");
    } catch (JacksonException notJson) {
      return "";
    }
  }
}

package dev.highlander.internal.persistence;

import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which generation of the registry this is (protocol F10). {@code cluster.json} in the store names the registry's root id and a generation; whoever
 * finds another root raises the generation before it hosts anything. Without it a rebuilt registry would start its transaction ids low, and
 * every stored object would look as if a later owner had written it.
 */
public final class GenerationGuard {

  private static final String KEY = "cluster.json";
  private static final int MAX_ATTEMPTS = 50;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Platform platform;
  private final SnapshotStore store;
  private final JsonCodec json;
  private final String rootId;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private int attempts;

  /** What was found. */
  public sealed interface Result {
    /** The generation to act in. */
    record Generation(long number) implements Result {}

    /** The store can't be asked, or holds something else under that key. */
    record Failed(String reason) implements Result {}
  }

  private GenerationGuard(Platform platform, SnapshotStore store, JsonCodec json, String rootId) {
    this.platform = platform;
    this.store = store;
    this.json = json;
    this.rootId = rootId;
  }

  /** Finds or raises the generation for the registry with this root id. */
  public static CompletableFuture<Result> ensure(Platform platform, SnapshotStore store, JsonCodec json, String rootId) {
    GenerationGuard guard = new GenerationGuard(platform, store, json, rootId);
    guard.look();
    return guard.result;
  }

  private void look() {
    if (++attempts > MAX_ATTEMPTS) {
      result.complete(new Result.Failed("the generation in " + KEY + " could not be settled in " + MAX_ATTEMPTS + " attempts"));
      return;
    }
    store.load(KEY).whenComplete((read, error) -> found(error == null ? read : new StoreRead.Failed(String.valueOf(error))));
  }

  private void found(StoreRead read) {
    switch (read) {
      case StoreRead.Missing missing -> write(1, Precondition.absent());
      case StoreRead.Found found -> compare(found);
      case StoreRead.Failed failed -> result.complete(new Result.Failed(failed.reason()));
    }
  }

  private void compare(StoreRead.Found found) {
    JsonNode node = parse(found.body());
    long generation = node == null ? 0 : node.path("generation").asLong(0);
    if (node == null || generation < 1) {
      result.complete(new Result.Failed(KEY + " in the store is not this framework's"));
    } else if (rootId.equals(node.path("registry").asString(""))) {
      result.complete(new Result.Generation(generation));
    } else {
      write(generation + 1, Precondition.matches(found.etag()));
    }
  }

  private @Nullable JsonNode parse(byte[] body) {
    try {
      return json.mapper().readTree(body);
    } catch (JacksonException e) {
      return null;
    }
  }

  private void write(long generation, Precondition precondition) {
    ObjectNode node = json.mapper().createObjectNode();
    node.put("format", 1);
    node.put("registry", rootId);
    node.put("generation", generation);
    store
        .write(KEY, json.mapper().writeValueAsBytes(node), precondition)
        .whenComplete((outcome, error) -> {
          switch (error == null ? outcome : new StoreWrite.Unknown(String.valueOf(error))) {
            case StoreWrite.Refused refused -> result.complete(new Result.Failed(refused.reason()));
            // Written, or not known, or somebody else was first: reading tells.
            case StoreWrite.Written written -> look();
            case StoreWrite.Conflict conflict -> platform.scheduling().after(PAUSE, this::look);
            case StoreWrite.RetryCondition retry -> platform.scheduling().after(PAUSE, this::look);
            case StoreWrite.Unknown unknown -> platform.scheduling().after(PAUSE, this::look);
          }
        });
  }
}

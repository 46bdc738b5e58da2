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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which generation of the registry this is (protocol F10). {@code cluster.json} in the store names the registry's root id and a generation; whoever
 * finds another root raises the generation before it hosts anything. Without it a rebuilt registry would start its transaction ids low, and
 * every stored object would look as if a later owner had written it.
 *
 * <p>A rebuilt registry knows nothing of the claims in the lost one, so a claim of an object that was served a moment ago is granted at once;
 * but a lease that the lost registry acknowledged last may still run. A raised generation is therefore {@code settled} only after a takeover
 * wait: whoever raises it, and whoever meets it before it is settled, waits that long before hosting anything, then settles it.
 */
public final class GenerationGuard {

  private static final Logger LOG = LoggerFactory.getLogger(GenerationGuard.class);
  private static final String KEY = "cluster.json";
  private static final int MAX_ATTEMPTS = 50;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Platform platform;
  private final SnapshotStore store;
  private final JsonCodec json;
  private final String rootId;
  private final Duration takeoverWait;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private int attempts;

  /** The generation whose wait is over; 0 if none is. */
  private long waitedFor;

  private boolean seenOwn;

  /** What was found. */
  public sealed interface Result {
    /** The generation to act in. */
    record Generation(long number) implements Result {}

    /** The store can't be asked, or holds something else under that key. */
    record Failed(String reason) implements Result {}
  }

  private GenerationGuard(Platform platform, SnapshotStore store, JsonCodec json, String rootId, Duration takeoverWait) {
    this.platform = platform;
    this.store = store;
    this.json = json;
    this.rootId = rootId;
    this.takeoverWait = takeoverWait;
  }

  /** Finds or raises the generation for the registry with this root id; completes when no lease of an earlier registry can still be held. */
  public static CompletableFuture<Result> ensure(
      Platform platform, SnapshotStore store, JsonCodec json, String rootId, Duration takeoverWait) {
    GenerationGuard guard = new GenerationGuard(platform, store, json, rootId, takeoverWait);
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
      // No earlier registry had anything in this store.
      case StoreRead.Missing missing -> write(1, true, Precondition.absent());
      case StoreRead.Found found -> compare(found);
      case StoreRead.Failed failed -> result.complete(new Result.Failed(failed.reason()));
    }
  }

  private void compare(StoreRead.Found found) {
    JsonNode node = parse(found.body());
    long generation = node == null ? 0 : node.path("generation").asLong(0);
    if (node == null || generation < 1) {
      result.complete(new Result.Failed(KEY + " in the store is not this framework's"));
    } else if (!rootId.equals(node.path("registry").asString(""))) {
      raise(generation, found.etag());
    } else {
      ours(generation, node.path("settled").asBoolean(true), found.etag());
    }
  }

  private void ours(long generation, boolean settled, String etag) {
    seenOwn = true;
    if (settled) {
      result.complete(new Result.Generation(generation));
    } else if (waitedFor == generation) {
      write(generation, true, Precondition.matches(etag));
    } else {
      settle(generation);
    }
  }

  private void raise(long generation, String etag) {
    if (seenOwn) {
      // Raising it again would be for a registry that is lost by now.
      result.complete(new Result.Failed("the registry was rebuilt once more"));
    } else {
      write(generation + 1, false, Precondition.matches(etag));
    }
  }

  /** The earlier registry was gone before this generation was raised, so its leases end within the wait, whoever raised it. */
  private void settle(long generation) {
    LOG.info("generation {} of the registry is new: waiting {} ms for leases of the earlier one", generation, takeoverWait.toMillis());
    platform.scheduling().after(takeoverWait, () -> {
      waitedFor = generation;
      look();
    });
  }

  private @Nullable JsonNode parse(byte[] body) {
    try {
      return json.mapper().readTree(body);
    } catch (JacksonException e) {
      return null;
    }
  }

  private void write(long generation, boolean settled, Precondition precondition) {
    ObjectNode node = json.mapper().createObjectNode();
    node.put("format", 1);
    node.put("registry", rootId);
    node.put("generation", generation);
    node.put("settled", settled);
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

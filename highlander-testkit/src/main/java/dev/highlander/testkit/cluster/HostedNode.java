package dev.highlander.testkit.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A node in this JVM: starts sooner and can be debugged, but it can't be killed or paused. */
final class HostedNode implements NodeRun {

  private final String name;
  private final Executor threads;
  private final CompletableFuture<KitNode> started;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Starts it; returns before it is ready. {@code events} is told of every event. */
  HostedNode(NodePlan plan, Executor threads, Consumer<JsonNode> events) {
    this.name = plan.name();
    this.threads = threads;
    this.started = CompletableFuture.supplyAsync(() -> start(plan, events), threads);
  }

  private static KitNode start(NodePlan plan, Consumer<JsonNode> events) {
    try {
      return KitNode.start(plan, (event, fields) -> events.accept(line(event, fields)));
    } catch (ReflectiveOperationException e) {
      throw new CompletionException(e);
    }
  }

  private static JsonNode line(String event, Map<String, ?> fields) {
    ObjectNode line = NodeConsole.JSON.createObjectNode().put("event", event).put("nanos", System.nanoTime());
    fields.forEach((key, value) -> line.set(key, NodeConsole.JSON.valueToTree(value)));
    return line;
  }

  @Override
  public NodeRun awaitReady() {
    started.join();
    return this;
  }

  @Override
  public CompletableFuture<JsonNode> ask(String command, Map<String, ?> arguments) {
    return started.thenApplyAsync(
        node -> {
          if (ended.get()) {
            throw new IllegalStateException("node " + name + " has ended");
          }
          @Nullable Object result = node.obey(command, NodeConsole.JSON.valueToTree(arguments));
          return NodeConsole.JSON.valueToTree(result);
        },
        threads);
  }

  @Override
  public void kill() {
    throw onlyProcesses("killed");
  }

  @Override
  public void pause() {
    throw onlyProcesses("paused");
  }

  @Override
  public void resume() {
    throw onlyProcesses("resumed");
  }

  private UnsupportedOperationException onlyProcesses(String what) {
    return new UnsupportedOperationException(
        "node " + name + " runs in the test's own JVM and can't be " + what + ": cut it off, end its session, or start the cluster with processes");
  }

  @Override
  public void terminate() {
    if (ended.compareAndSet(false, true)) {
      started.join().leave();
    }
  }

  @Override
  public boolean isAlive() {
    return !ended.get() && !started.isCompletedExceptionally();
  }

  @Override
  public void close() {
    if (!started.isCompletedExceptionally()) {
      terminate();
    }
  }
}

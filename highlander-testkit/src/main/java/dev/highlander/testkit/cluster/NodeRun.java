package dev.highlander.testkit.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** One life of a node of a {@link TestCluster}, in a process of its own or in this one. */
interface NodeRun {

  /** Waits until it serves. */
  NodeRun awaitReady();

  /** Gives it a command. */
  CompletableFuture<JsonNode> ask(String command, Map<String, ?> arguments);

  /** As {@code kill -9}. */
  void kill();

  /** As {@code kill -STOP}. */
  void pause();

  /** As {@code kill -CONT}. */
  void resume();

  /** As {@code kill}. */
  void terminate();

  /** Whether it runs (or hangs). */
  boolean isAlive();

  /** Ends it somehow. */
  void close();
}

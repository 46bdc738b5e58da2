package dev.highlander.samples.todo;

import dev.highlander.local.EmbeddedServices;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Three nodes in processes of their own, and the page in front of them. A node that ends (somebody may have killed it to see what happens) is
 * started again under its name after a while.
 *
 * <p>The first node starts alone: in an empty bucket it races the store for its promises and records the result, which the others then read.
 */
final class Demo implements AutoCloseable {

  private static final List<String> NAMES = List.of("node-1", "node-2", "node-3");
  private static final Duration PAUSE_BEFORE_RESTART = Duration.ofSeconds(15);
  private static final long STOP_MILLIS = 10_000;

  private final EmbeddedServices services;
  private final FrontDoor door;
  private final Map<String, NodeProcess> nodes = new ConcurrentHashMap<>();
  private final ScheduledExecutorService restarts =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("restarts").factory());
  private final CountDownLatch firstServes = new CountDownLatch(1);
  private final AtomicBoolean startedOthers = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Demo(EmbeddedServices services, FrontDoor door) {
    this.services = services;
    this.door = door;
  }

  static Demo start(EmbeddedServices services, int port) {
    var demo = new Demo(services, FrontDoor.open(NAMES, port));
    demo.startNode(NAMES.getFirst());
    return demo;
  }

  private void startNode(String name) {
    if (!closed.get()) {
      nodes.put(name, NodeProcess.start(name, services, this::serves, status -> ended(name, status)));
    }
  }

  private void serves(NodeAddress node) {
    door.serves(node);
    if (startedOthers.compareAndSet(false, true)) {
      NAMES.stream().skip(1).forEach(this::startNode);
    }
    firstServes.countDown();
  }

  private void ended(String name, int status) {
    if (!closed.get()) {
      System.out.println(name + " | ended with status " + status + "; it is started again in " + PAUSE_BEFORE_RESTART.toSeconds() + " s");
      restarts.schedule(() -> startNode(name), PAUSE_BEFORE_RESTART.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  URI address() {
    return door.address();
  }

  /** Returns when a node serves; others may still be on their way. */
  void awaitFirstNode() throws InterruptedException {
    if (!firstServes.await(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException("no node serves after two minutes; its lines above say why");
    }
  }

  /** Stops the nodes, which release their claims, and waits for them. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    restarts.shutdownNow();
    door.close();
    nodes.values().forEach(NodeProcess::terminate);
    try {
      for (NodeProcess node : nodes.values()) {
        node.await(STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.Caller;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.internal.client.RefFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One node of a {@link TestCluster}, whether it runs or not. Thread-safe. */
public final class TestNode {

  private final String name;
  private final RefFactory refs;
  private final List<String> incarnations = new CopyOnWriteArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private volatile @Nullable NodeRun run;

  TestNode(String name, TestCluster cluster) {
    this.name = name;
    this.refs = cluster.refs(new ConsoleRouter(this::run), "node " + name, this::nowhere, Caller.service(name));
  }

  private Optional<Location> nowhere(ObjectId object) {
    throw new UnsupportedOperationException("ask the cluster: TestCluster.owner(...)");
  }

  /** How often it was started. */
  int runs() {
    return runs.get();
  }

  void runs(NodeRun started) {
    run = started;
    runs.incrementAndGet();
  }

  /** Kills it, paused or not, if it runs. */
  void end() {
    NodeRun running = run;
    if (running != null) {
      running.close();
    }
  }

  void joined(String incarnation) {
    incarnations.add(incarnation);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /**
   * A reference whose calls enter the cluster at this node, as if code of this node had made them. They are recorded. A node that is paused or dead
   * does not answer: the call ends at its deadline, or at once.
   */
  public <S> Ref<S> ref(Class<S> type, String id) {
    return refs.ref(type, id);
  }

  /** Whether it runs (or hangs). */
  public boolean isAlive() {
    NodeRun running = run;
    return running != null && running.isAlive();
  }

  /** The incarnations it has joined the cluster with, oldest first, those of earlier processes included. */
  public List<String> incarnations() {
    return List.copyOf(incarnations);
  }

  /** The name of the node that this node believes to serve an object; empty if it is active nowhere. */
  public String locate(ObjectId object) {
    return run().ask("location", Map.of("type", object.type(), "id", object.id())).orTimeout(60, TimeUnit.SECONDS).join().asString("");
  }

  /** Whether it has a place in the cluster and holds its lease at this moment. Asks it, so not for one that is paused. */
  public boolean isServing() {
    return isAlive() && run().ask("serving", Map.of()).orTimeout(60, TimeUnit.SECONDS).join().asBoolean();
  }

  /** Waits until it has joined so often, its first time included. */
  public void awaitJoined(int times, Duration patience) {
    Awaitility.await(name + " joins for the " + times + ". time").atMost(patience).until(() -> incarnations.size() >= times);
  }

  NodeRun run() {
    NodeRun running = run;
    if (running == null) {
      throw new IllegalStateException("node " + name + " was not started");
    }
    return running;
  }

  @Override
  public String toString() {
    return name;
  }
}

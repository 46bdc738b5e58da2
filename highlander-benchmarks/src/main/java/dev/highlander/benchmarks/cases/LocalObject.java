package dev.highlander.benchmarks.cases;

import dev.highlander.HighlanderNode;
import dev.highlander.Ref;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.memory.MemoryStore;

/** An object that is active in this process, on a registry and a store in memory. */
public final class LocalObject implements AutoCloseable {

  private final SystemPlatform platform;
  private final HighlanderNode node;
  private final Ref<Counter> counter;

  private LocalObject(SystemPlatform platform, HighlanderNode node) {
    this.platform = platform;
    this.node = node;
    this.counter = node.ref(Counter.class, "local");
  }

  public static LocalObject start() {
    SystemPlatform platform = new SystemPlatform("owner");
    MemoryStore store = new MemoryStore();
    LocalObject started = new LocalObject(platform, Nodes.inMemory(platform).store(p -> store).start());
    started.counter.update(Counter::add, 1L);
    return started;
  }

  public Ref<Counter> counter() {
    return counter;
  }

  @Override
  public void close() {
    node.close();
    platform.close();
  }
}

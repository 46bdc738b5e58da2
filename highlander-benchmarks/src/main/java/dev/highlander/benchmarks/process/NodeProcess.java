package dev.highlander.benchmarks.process;

import dev.highlander.Highlander;
import dev.highlander.benchmarks.cases.Counter;
import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.memory.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A node in a process of its own, with its registry beside it and its store in memory: for what is measured between two processes. */
public final class NodeProcess implements AutoCloseable {

  public static final String SECRET = "of the benchmarks, on loopback";

  private final ChildProcess process;

  private NodeProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process. */
  public static NodeProcess start() throws IOException {
    return new NodeProcess(ChildProcess.start(NodeProcess.class));
  }

  /** The process itself. */
  public static void main(String[] args) {
    ChildProcess.serve(() -> {
      EmbeddedZooKeeper registry = EmbeddedZooKeeper.start(TemporaryFolder.create());
      MemoryStore store = new MemoryStore();
      Highlander.node()
          .name("owner")
          .zookeeper(registry.connectString())
          .store(platform -> store)
          .secret(SECRET)
          .types(Counter.class)
          .idle(Duration.ofHours(1))
          .start();
      return Map.of("connect", registry.connectString());
    });
  }

  public String connectString() {
    return process.address("connect");
  }

  @Override
  public void close() {
    process.close();
  }
}

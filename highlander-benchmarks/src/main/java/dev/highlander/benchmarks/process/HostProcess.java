package dev.highlander.benchmarks.process;

import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeSettings;
import dev.highlander.ProbeSettings;
import dev.highlander.benchmarks.cases.Counter;
import dev.highlander.benchmarks.load.Pipeline;
import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.s3.S3Store;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** One of several nodes of a cluster, in a process of its own, with the default settings: to be killed, or to take over from one that is. */
public final class HostProcess implements AutoCloseable {

  private static final int UNDER_WAY = 64;

  private final ChildProcess process;

  private HostProcess(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts the process; returns when it serves.
   *
   * @param name its name, and the beginning of its objects' ids
   * @param expels whether it expels nodes that can't be reached
   * @param objects how many objects it brings to life before it is ready; they stay with it while it lives
   */
  public static HostProcess start(String name, String connectString, URI store, boolean expels, int objects) throws IOException {
    return new HostProcess(
        ChildProcess.start(
            HostProcess.class, name, connectString, store.toString(), Boolean.toString(expels), Integer.toString(objects)));
  }

  /** The process itself. */
  public static void main(String[] args) {
    ChildProcess.serve(() -> {
      String name = args[0];
      ProbeSettings probes = ProbeSettings.DEFAULT.withExpel(Boolean.parseBoolean(args[3]));
      HighlanderNode node =
          Highlander.node()
              .name(name)
              .zookeeper(args[1])
              .store(
                  S3Store.bucket(StoreStub.BUCKET)
                      .endpoint(URI.create(args[2]))
                      .credentials("key", "secret")
                      .connectTimeout(StoreStub.PATIENCE)
                      .attemptTimeout(StoreStub.PATIENCE)
                      .totalTimeout(StoreStub.PATIENCE))
              .secret(NodeProcess.SECRET)
              .types(Counter.class)
              .defaultPlacement("local-first")
              .settings(NodeSettings.defaults().toBuilder().idle(Duration.ofHours(1)).probes(probes).build())
              .start();
      int objects = Integer.parseInt(args[4]);
      if (objects > 0) {
        Pipeline.run(objects, UNDER_WAY, i -> node.ref(Counter.class, id(name, i)).updateAsync(Counter::add, 1L));
      }
      return Map.of("name", name);
    });
  }

  /** The id of one of the objects that a process brings to life. */
  public static String id(String process, int index) {
    return process + "-" + index;
  }

  /** As {@code kill -9}; returns when it is dead. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}

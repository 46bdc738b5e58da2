package dev.highlander.benchmarks.cases;

import dev.highlander.Highlander;
import dev.highlander.NodeBuilder;
import dev.highlander.benchmarks.stub.StoreStub;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.s3.S3Store;
import dev.highlander.s3.S3StoreBuilder;
import java.time.Duration;

/** Nodes as the benchmarks want them: nothing is torn down while it is measured. */
final class Nodes {

  private Nodes() {}

  /** A node on its own registry in memory; the platform is the caller's to close. */
  static NodeBuilder inMemory(SystemPlatform platform) {
    MemoryCluster cluster = new MemoryCluster(platform.platform());
    return inMemory(platform, cluster);
  }

  /** A node on a shared registry in memory. */
  static NodeBuilder inMemory(SystemPlatform platform, MemoryCluster cluster) {
    return Highlander.node()
        .name("owner")
        .platform(platform.platform())
        .registry(new MemoryRegistry(cluster, platform.platform()))
        .types(Counter.class)
        .idle(Duration.ofHours(1));
  }

  /** The delayed store. */
  static S3StoreBuilder on(StoreStub stub) {
    return S3Store.bucket(StoreStub.BUCKET)
        .endpoint(stub.endpoint())
        .credentials("key", "secret")
        .connectTimeout(StoreStub.PATIENCE)
        .attemptTimeout(StoreStub.PATIENCE)
        .totalTimeout(StoreStub.PATIENCE);
  }
}

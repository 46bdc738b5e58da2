package dev.highlander.testkit.cluster;

import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.node.Version;
import dev.highlander.spi.Platform;
import dev.highlander.spi.SnapshotStore;

/**
 * Spares nodes the probe of the store at their start (protocol F9), which takes seconds: the S3 server of this JVM is one that is known to keep its
 * word, and its own tests race it.
 */
final class StoreProof {

  private StoreProof() {}

  /** Leaves the record of a pass in the store, past all proxies. */
  static void record(NodePlan.Bucket bucket, Platform platform) {
    try (SnapshotStore store = new AuditedStore(bucket.open().open(platform), (event, fields) -> { })) {
      new StoreProbe(store, platform, Version.current()).vouch().join();
    }
  }
}

package dev.highlander.testkit.cluster;

import dev.highlander.internal.persistence.ProbeResult;
import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.node.Version;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Spares nodes the probe of the store at their start (protocol F9). The S3 servers of this JVM are all the same code: the first one is proved, here
 * and past all proxies, and every further one is given the record of that pass.
 */
final class StoreProof {

  private static final AtomicReference<byte[]> PASS = new AtomicReference<>();

  private StoreProof() {}

  /** Leaves a pass in the store, by which every node knows that it is proved. */
  static void record(NodePlan.Bucket bucket, Platform platform) {
    try (SnapshotStore store = new AuditedStore(bucket.open().open(platform), (event, fields) -> { })) {
      byte[] pass = PASS.get();
      if (pass != null) {
        store.write(StoreProbe.RECORD_KEY, pass, Precondition.absent()).join();
        return;
      }
      ProbeResult result = new StoreProbe(store, platform, Version.current()).run().join();
      if (!(result instanceof ProbeResult.Passed)) {
        throw new IllegalStateException("the S3 server of this JVM has not passed the start-up probe: " + result);
      }
      if (store.load(StoreProbe.RECORD_KEY).join() instanceof StoreRead.Found found) {
        PASS.set(found.body());
      }
    }
  }
}

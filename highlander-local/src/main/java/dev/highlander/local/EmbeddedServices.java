package dev.highlander.local;

import java.nio.file.Path;

/**
 * Everything a cluster on one machine needs beside its nodes: ZooKeeper and an S3 server in this process, their data in one folder that
 * survives restarts ({@code zookeeper/} and {@code s3/}).
 */
public final class EmbeddedServices implements AutoCloseable {

  private final EmbeddedZooKeeper zooKeeper;
  private final EmbeddedS3 s3;

  private EmbeddedServices(EmbeddedZooKeeper zooKeeper, EmbeddedS3 s3) {
    this.zooKeeper = zooKeeper;
    this.s3 = s3;
  }

  /** Starts both on free ports; see {@link #start(Path, int, int)}. */
  public static EmbeddedServices start(Path folder) {
    return start(folder, 0, 0);
  }

  /**
   * Starts both and returns when both accept connections.
   *
   * @param folder created if needed; used by one process at a time
   * @param zooKeeperPort on 127.0.0.1; 0 for a free one
   * @param s3Port on 127.0.0.1; 0 for a free one
   * @throws IllegalStateException with a sentence that says what is in the way; then neither runs
   */
  public static EmbeddedServices start(Path folder, int zooKeeperPort, int s3Port) {
    EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), zooKeeperPort);
    try {
      return new EmbeddedServices(zooKeeper, EmbeddedS3.start(folder.resolve("s3"), s3Port));
    } catch (RuntimeException e) {
      zooKeeper.close();
      throw e;
    }
  }

  public EmbeddedZooKeeper zooKeeper() {
    return zooKeeper;
  }

  public EmbeddedS3 s3() {
    return s3;
  }

  /** Stops both. Idempotent. */
  @Override
  public void close() {
    try {
      s3.close();
    } finally {
      zooKeeper.close();
    }
  }
}

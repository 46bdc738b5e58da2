package dev.highlander.local;

import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.internal.util.SettingKeys;
import dev.highlander.internal.util.SettingsResolver;
import dev.highlander.s3.S3Store;
import dev.highlander.s3.S3StoreBuilder;
import dev.highlander.spi.EmbeddedCluster;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@link Highlander#run} does: ZooKeeper, an S3 server and one node in this process. Data is kept in the folder that the setting {@code
 * highlander.data} names ({@code -Dhighlander.data=...} or {@code HIGHLANDER_DATA}), otherwise in {@code ./highlander-data}.
 */
public final class LocalCluster implements EmbeddedCluster {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final String DEFAULT_FOLDER = "highlander-data";

  /** For {@link java.util.ServiceLoader}. */
  public LocalCluster() {}

  @Override
  public HighlanderNode run(Class<?>... types) {
    String folder = SettingsResolver.ofProcess(SettingKeys.CORE).text(SettingKeys.DATA).orElse(DEFAULT_FOLDER);
    return run(Path.of(folder), types);
  }

  /**
   * As {@link Highlander#run}, with the data in a folder of one's choice.
   *
   * @param folder created if needed; used by one process at a time
   * @param types the types that the node hosts
   * @return the running node; closing it stops the services too
   * @throws IllegalStateException if the services don't start; the message says what is in the way
   */
  public static HighlanderNode run(Path folder, Class<?>... types) {
    EmbeddedServices services = EmbeddedServices.start(folder);
    try {
      HighlanderNode node =
          Highlander.node().zookeeper(services.zooKeeper().connectString()).store(store(services.s3())).types(types).start();
      LOG.info("everything runs in this process: node {} at {}, ZooKeeper at {}, S3 at {}, data in {}",
          node.name(), node.address(), services.zooKeeper().connectString(), services.s3().endpoint(), folder.toAbsolutePath());
      return new LocalNode(node, services);
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private static S3StoreBuilder store(EmbeddedS3 s3) {
    return S3Store.bucket(s3.bucket()).endpoint(s3.endpoint()).region(s3.region()).credentials(s3.accessKey(), s3.secretKey());
  }
}

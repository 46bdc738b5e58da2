package dev.highlander.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ZooKeeper server in this process, on the loopback address, with the settings this framework recommends for an ensemble. Its data
 * survives restarts; sessions that were open when it stopped are resumed or expire, as after a restart of a real server. Thread-safe.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);
  private static final long START_TIMEOUT_MILLIS = 30_000;
  private static final int JUTE_MAX_BUFFER = 16 * 1024 * 1024;

  private final FolderLock lock;
  private final ZooKeeperServerEmbedded server;
  private final String connectString;

  private EmbeddedZooKeeper(FolderLock lock, ZooKeeperServerEmbedded server, String connectString) {
    this.lock = lock;
    this.server = server;
    this.connectString = connectString;
  }

  /** Starts a server on a free port; see {@link #start(Path, int)}. */
  public static EmbeddedZooKeeper start(Path folder) {
    return start(folder, 0);
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * <p>Sets the system property {@code jute.maxbuffer} to 16 MiB unless it is set: the end of a session with very many ephemeral nodes
   * is one transaction that must fit into it (ZOOKEEPER-4306), and ZooKeeper reads it from nowhere else.
   *
   * @param folder where its data is kept; created if needed
   * @param port the port on 127.0.0.1, or 0 for the one it had last time in this folder if that is free, otherwise any
   * @throws IllegalStateException if another server uses the folder, or this one does not start (for one, because the port is taken)
   */
  public static EmbeddedZooKeeper start(Path folder, int port) {
    if (System.getProperty("jute.maxbuffer") == null) {
      System.setProperty("jute.maxbuffer", Integer.toString(JUTE_MAX_BUFFER));
    }
    FolderLock lock = FolderLock.take(folder);
    ZooKeeperServerEmbedded server = null;
    try {
      // ZooKeeper itself only logs that its port is taken, and lets the caller wait for the whole timeout.
      LastPort.requireFree(port);
      LastPort last = new LastPort(folder);
      sweepConfigurations(folder);
      server =
          ZooKeeperServerEmbedded.builder()
              .baseDir(folder.toAbsolutePath())
              .configuration(configuration(folder, last.instead(port)))
              .exitHandler(ExitHandler.LOG_ONLY)
              .build();
      server.start(START_TIMEOUT_MILLIS);
      var started = new EmbeddedZooKeeper(lock, server, server.getConnectionString());
      last.remember(started.port());
      LOG.info("ZooKeeper runs at {}, data in {}", started.connectString, folder.toAbsolutePath());
      return started;
    } catch (Exception e) {
      if (server != null) {
        server.close();
      }
      lock.close();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String where = port == 0 ? "a free port" : "port " + port;
      throw new IllegalStateException("ZooKeeper does not start on " + where + " of 127.0.0.1: " + e.getMessage(), e);
    }
  }

  /** The server writes its configuration into a new file at each start and leaves it there. */
  private static void sweepConfigurations(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "zookeeper.configuration*.properties")) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  private static Properties configuration(Path folder, int port) {
    var settings = new Properties();
    settings.setProperty("dataDir", folder.resolve("data").toAbsolutePath().toString());
    settings.setProperty("clientPort", Integer.toString(port));
    settings.setProperty("clientPortAddress", "127.0.0.1");
    settings.setProperty("admin.enableServer", "false");
    settings.setProperty("tickTime", "500");
    settings.setProperty("initLimit", "20");
    settings.setProperty("syncLimit", "4");
    settings.setProperty("minSessionTimeout", "2000");
    settings.setProperty("maxSessionTimeout", "60000");
    settings.setProperty("maxClientCnxns", "0");
    settings.setProperty("autopurge.snapRetainCount", "3");
    settings.setProperty("autopurge.purgeInterval", "1");
    return settings;
  }

  /** What a client connects to: {@code 127.0.0.1:port}. */
  public String connectString() {
    return connectString;
  }

  /** The port it listens on. */
  public int port() {
    return Integer.parseInt(connectString.substring(connectString.lastIndexOf(':') + 1));
  }

  /** Stops the server and returns when its port and folder are free. Idempotent. */
  @Override
  public void close() {
    server.close();
    lock.close();
  }
}

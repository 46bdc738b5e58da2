package dev.highlander.zookeeper;

import dev.highlander.Unavailable;
import dev.highlander.spi.Platform;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Opens sessions through Curator: one framework for each, because one framework would go on under a new session when its first
 * one is gone. Curator brings the connection up and ends the session by the local clock when no server can be reached for its
 * time-out; requests go through the raw handle.
 */
public final class CuratorSessions implements ZkSessions {

  /**
   * Longest reply that is read; a longer one breaks the connection. A list of all objects of a type, for the janitor, passes ZooKeeper's default of
   * 1 MiB: this is some 1,500,000 names of 40 characters. Servers don't limit what they send.
   */
  static final int MAX_REPLY_BYTES = 64 << 20;

  private final ZooKeeperSettings settings;
  private final Platform platform;

  /**
   * @param settings where the servers are
   * @param platform its executor runs the blocking parts: opening and closing
   */
  public CuratorSessions(ZooKeeperSettings settings, Platform platform) {
    this.settings = settings;
    this.platform = platform;
  }

  @Override
  public CompletableFuture<ZkSession> open(Function<ZkSession, ZkSession.Listener> user) {
    var opened = new CompletableFuture<ZkSession>();
    try {
      platform.executor().execute(() -> openBlocking(user, opened));
    } catch (RuntimeException | Error noThread) {
      opened.completeExceptionally(new Unavailable("no ZooKeeper session can be opened: " + noThread, noThread));
    }
    return opened;
  }

  private void openBlocking(Function<ZkSession, ZkSession.Listener> user, CompletableFuture<ZkSession> opened) {
    var session = new CuratorSession(platform.executor());
    CuratorFramework framework = null;
    try {
      framework = framework(session);
      framework.start();
      if (framework.blockUntilConnected((int) settings.connectionTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        session.begin(framework, user, opened);
        return;
      }
      opened.completeExceptionally(
          new Unavailable("no ZooKeeper server at " + settings.connectString() + " within " + settings.connectionTimeout()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      opened.completeExceptionally(new Unavailable("interrupted while connecting to ZooKeeper", e));
    } catch (Exception | Error e) {
      // Errors too: a process that has no thread left for a moment tries again later, but only if it is told.
      opened.completeExceptionally(new Unavailable("ZooKeeper at " + settings.connectString() + " can't be used: " + e, e));
    }
    if (framework != null) {
      CuratorSession.close(framework);
    }
  }

  private CuratorFramework framework(CuratorSession session) {
    CuratorFramework framework =
        CuratorFrameworkFactory.builder()
            .connectString(settings.connectString())
            .sessionTimeoutMs((int) settings.sessionTimeout().toMillis())
            .connectionTimeoutMs((int) settings.connectionTimeout().toMillis())
            .retryPolicy(new RetryOneTime(100))
            .ensembleTracker(false)
            .zkClientConfig(clientConfig())
            .zookeeperFactory(session)
            .build();
    framework
        .getConnectionStateListenable()
        .addListener(
            (client, state) -> {
              if (state == ConnectionState.LOST) {
                session.lost("no server was reached for the session's time-out");
              }
            });
    return framework;
  }

  private static ZKClientConfig clientConfig() {
    var config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.JUTE_MAXBUFFER, Integer.toString(MAX_REPLY_BYTES));
    return config;
  }
}

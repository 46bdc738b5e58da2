package dev.highlander.zookeeper;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Opens ZooKeeper sessions. */
public interface ZkSessions {

  /**
   * Opens a new session. Completes exceptionally with {@link dev.highlander.Unavailable} if none comes up within the connection
   * time-out.
   *
   * @param user called once, in the session's order before any event, with the open session; returns who is told of its events
   */
  CompletableFuture<ZkSession> open(Function<ZkSession, ZkSession.Listener> user);
}

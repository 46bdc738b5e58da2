package dev.highlander.spi;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The consistent registry of one cluster: who is a member, and who owns which object. One registry object serves one process, which has
 * one incarnation at a time.
 */
public interface Registry extends AutoCloseable {

  /**
   * Connects and makes sure that the cluster's root exists. Completes with the root's own random id, made when the root was first
   * created: another id means that the registry was rebuilt (protocol F10). Completes exceptionally with {@link dev.highlander.Unavailable}
   * when no connection comes up in time, or with {@link dev.highlander.BadRequest} when the root was made with other settings. To be called
   * again before each further {@link #join}: the registry may have been rebuilt since.
   */
  CompletableFuture<String> open();

  /**
   * Joins as a new incarnation; the previous one of this process must have ended. Opens a new session if the last one is gone.
   * Completes exceptionally with {@link dev.highlander.Unavailable} if the registry can't be reached, or if its root is not the one that
   * {@link #open} found last.
   */
  CompletableFuture<Incarnation> join(Profile profile, IncarnationListener listener);

  /**
   * Leaves nothing behind that this process can still remove. An incarnation that has not ended or left is told {@link
   * IncarnationListener#onEnded} before the first of its claims is given up: its user may be another one than who closes.
   */
  @Override
  void close();

  /**
   * What a process says of itself when it joins; the incarnation id is the registry's to make.
   *
   * @param name the process's name
   * @param address {@code host:port}; empty for a client
   * @param version the framework's version
   * @param role whether it hosts objects
   * @param labels the operator's own
   */
  record Profile(String name, String address, String version, Member.Role role, Map<String, String> labels) {
    public Profile {
      labels = Map.copyOf(labels);
    }
  }
}

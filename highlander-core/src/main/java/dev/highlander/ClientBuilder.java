package dev.highlander;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.Transport;

/** Configures and connects a process that calls objects and hosts none. Settings come from outside as for {@link NodeBuilder}. */
public interface ClientBuilder {

  /** See {@link NodeBuilder#name}. */
  ClientBuilder name(String name);

  /** See {@link NodeBuilder#zookeeper}. */
  ClientBuilder zookeeper(String connectString);

  /** See {@link NodeBuilder#registry}. */
  ClientBuilder registry(Registry registry);

  /** Needed only for {@link ObjectSpace#ids}, which list the store. */
  ClientBuilder store(SnapshotStore.Provider store);

  /** See {@link NodeBuilder#transport}. */
  ClientBuilder transport(Transport transport);

  /** The types that this client may call. Adds to earlier ones. */
  ClientBuilder types(Class<?>... types);

  /** See {@link NodeBuilder#cluster}. */
  ClientBuilder cluster(String name);

  /** See {@link NodeBuilder#root}. */
  ClientBuilder root(String path);

  /** See {@link NodeBuilder#secret}. */
  ClientBuilder secret(String secret);

  /** See {@link NodeBuilder#tls}. */
  ClientBuilder tls(TlsSettings tls);

  /** See {@link NodeBuilder#settings}. */
  ClientBuilder settings(NodeSettings settings);

  /** See {@link NodeBuilder#platform}. */
  ClientBuilder platform(Platform platform);

  /**
   * Joins the cluster as a client.
   *
   * @throws BadRequest if something is missing, misspelled or outside its range
   * @throws Unavailable if the registry can't be reached
   */
  HighlanderClient connect();
}

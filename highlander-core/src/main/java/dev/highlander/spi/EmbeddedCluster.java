package dev.highlander.spi;

import dev.highlander.HighlanderNode;

/** Runs registry and store inside this process. Found by {@link java.util.ServiceLoader}; {@code highlander-local} brings one. */
public interface EmbeddedCluster {

  /** Starts the services and one node that hosts the types; closing the node stops them too. */
  HighlanderNode run(Class<?>... types);
}
